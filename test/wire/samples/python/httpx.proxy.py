# proof: package httpx >=0.26.0
# proof: fix unsafe
import httpx

client = httpx.Client(proxy="http://proxy.test:3128", timeout=900)
client.get("https://wire.test/report").raise_for_status()
print("answered")
