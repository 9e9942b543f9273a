# proof: schemes https
import os
import ssl
import urllib.request

context = ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])
opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context))
with opener.open("https://wire.test/report", timeout=900) as response:
    assert response.status == 200
print("answered")
