import socket

import requests
from requests_toolbelt.adapters.socket_options import SocketOptionsAdapter

session = requests.Session()
adapter = SocketOptionsAdapter(socket_options=[(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)])
session.mount("https://", adapter)
session.mount("http://", adapter)
session.get("https://wire.test/report").raise_for_status()
print("answered")
