import os
import socket

import urllib3

pool = urllib3.PoolManager(
    ca_certs=os.environ["SSL_CERT_FILE"],
    socket_options=[(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)],
)
assert pool.request("GET", "https://wire.test/report").status == 200
print("answered")
