# proof: package httpx >=0.26.0
# proof: fix unsafe
import httpx

transport = httpx.HTTPTransport(proxy="http://proxy.test:3128", retries=2)
client = httpx.Client(mounts={"all://": transport}, timeout=900)
client.get("https://wire.test/report").raise_for_status()
print("answered")
