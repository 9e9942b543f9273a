# proof: schemes http
import http.client

connection = http.client.HTTPConnection("wire.test", 9999)
connection.request("GET", "/report")
assert connection.getresponse().status == 200
print("answered")
