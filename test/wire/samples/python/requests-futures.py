from requests_futures.sessions import FuturesSession

session = FuturesSession(max_workers=1)
session.get("https://wire.test/report", timeout=900).result().raise_for_status()
print("answered")
