import requests

requests.get("https://wire.test/report", timeout=(5, 900)).raise_for_status()
print("answered")
