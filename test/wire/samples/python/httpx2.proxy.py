# proof: fix unsafe
import httpx2

client = httpx2.Client(proxy="http://proxy.test:3128", timeout=900)
client.get("https://wire.test/report").raise_for_status()
print("answered")
