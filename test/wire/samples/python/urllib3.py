import os

import urllib3

pool = urllib3.PoolManager(timeout=900, ca_certs=os.environ["SSL_CERT_FILE"])
assert pool.request("GET", "https://wire.test/report").status == 200
print("answered")
