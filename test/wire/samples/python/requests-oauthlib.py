# proof: schemes https
from requests_oauthlib import OAuth2Session

session = OAuth2Session("client", token={"access_token": "token"})
session.get("https://wire.test/report", timeout=900).raise_for_status()
print("answered")
