# proof: suites trixie sid
from azure.storage.blob import BlobServiceClient

client = BlobServiceClient("https://wire.test:9999/account", retry_total=0)
try:
    client.get_service_properties()
except Exception as error:
    # The server is no storage.
    print(error)
print("answered")
