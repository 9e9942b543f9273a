# proof: schemes http
from google.auth.credentials import AnonymousCredentials
from google.auth.transport.urllib3 import AuthorizedHttp

http = AuthorizedHttp(AnonymousCredentials())
assert http.request("GET", "http://wire.test/report").status == 200
print("answered")
