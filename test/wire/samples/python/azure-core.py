# proof: suites trixie sid
from azure.core import PipelineClient
from azure.core.rest import HttpRequest

client = PipelineClient("https://wire.test:9999")
client.send_request(HttpRequest("GET", "https://wire.test:9999/report")).raise_for_status()
print("answered")
