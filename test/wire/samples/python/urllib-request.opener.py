import urllib.request

opener = urllib.request.build_opener()
with opener.open("https://wire.test/report", timeout=900) as response:
    assert response.status == 200
print("answered")
