# proof: schemes https
import os

import urllib3

pool = urllib3.HTTPSConnectionPool("wire.test", 9999, ca_certs=os.environ["SSL_CERT_FILE"])
assert pool.request("GET", "/report").status == 200
print("answered")
