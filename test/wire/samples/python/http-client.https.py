# proof: schemes https
from http.client import HTTPSConnection

connection = HTTPSConnection("wire.test", 9999, timeout=900)
connection.request("GET", "/report")
assert connection.getresponse().status == 200
print("answered")
