import io
import os

import pycurl

body = io.BytesIO()
curl = pycurl.Curl()
curl.setopt(pycurl.URL, "https://wire.test/report")
curl.setopt(pycurl.CAINFO, os.environ["SSL_CERT_FILE"])
curl.setopt(pycurl.WRITEDATA, body)
curl.perform()
print("answered")
