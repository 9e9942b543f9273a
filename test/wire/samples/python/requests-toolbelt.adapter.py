import requests
from requests_toolbelt.adapters.socket_options import TCPKeepAliveAdapter

session = requests.Session()
session.mount("https://", TCPKeepAliveAdapter(idle=600, count=3, interval=30))
session.mount("http://", TCPKeepAliveAdapter(idle=600, count=3, interval=30))
session.get("https://wire.test/report").raise_for_status()
print("answered")
