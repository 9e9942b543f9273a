# proof: package urllib3 >=2
# proof: schemes http
import urllib3

assert urllib3.request("GET", "http://wire.test/report", timeout=900).status == 200
print("answered")
