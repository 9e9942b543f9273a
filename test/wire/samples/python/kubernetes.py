# proof: schemes http
from kubernetes import client

configuration = client.Configuration.get_default_copy()
configuration.host = "http://wire.test/report"
client.Configuration.set_default(configuration)

api = client.ApiClient()
try:
    client.CoreV1Api(api).list_node()
except Exception as error:
    # The server is no cluster.
    print(error)
print("answered")
