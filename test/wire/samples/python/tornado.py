# proof: fix unsafe
from tornado.httpclient import HTTPClient

HTTPClient().fetch("https://wire.test/report", request_timeout=900)
print("answered")
