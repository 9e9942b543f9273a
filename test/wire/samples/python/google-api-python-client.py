# proof: schemes http
from googleapiclient.discovery import build

try:
    build("reports", "v1", discoveryServiceUrl="http://wire.test/report", cache_discovery=False)
except Exception as error:
    # The server describes no API.
    print(error)
print("answered")
