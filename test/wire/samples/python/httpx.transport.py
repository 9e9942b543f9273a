import httpx

transport = httpx.HTTPTransport(retries=3)
client = httpx.Client(transport=transport, timeout=900)
client.get("https://wire.test/report").raise_for_status()
print("answered")
