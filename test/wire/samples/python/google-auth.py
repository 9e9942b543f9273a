from google.auth.credentials import AnonymousCredentials
from google.auth.transport.requests import AuthorizedSession

session = AuthorizedSession(AnonymousCredentials())
session.get("https://wire.test/report", timeout=900).raise_for_status()
print("answered")
