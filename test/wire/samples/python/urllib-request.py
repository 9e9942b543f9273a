# proof: fix unsafe
import urllib.request

with urllib.request.urlopen("https://wire.test/report", timeout=900) as response:
    assert response.status == 200
print("answered")
