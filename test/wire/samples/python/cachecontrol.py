import requests
from cachecontrol import CacheControl

session = CacheControl(requests.Session())
session.get("https://wire.test/report").raise_for_status()
print("answered")
