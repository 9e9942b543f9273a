import os

import httplib2

client = httplib2.Http(ca_certs=os.environ["SSL_CERT_FILE"])
response, content = client.request("https://wire.test/report")
assert response.status == 200
print("answered")
