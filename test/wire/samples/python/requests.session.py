import requests

session = requests.Session()
session.get("https://wire.test/report").raise_for_status()
print("answered")
