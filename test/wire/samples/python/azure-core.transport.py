# proof: suites trixie sid
from azure.core import PipelineClient
from azure.core.pipeline.transport import RequestsTransport
from azure.core.rest import HttpRequest

transport = RequestsTransport(read_timeout=900)
client = PipelineClient("https://wire.test:9999", transport=transport)
client.send_request(HttpRequest("GET", "https://wire.test:9999/report")).raise_for_status()
print("answered")
