import httpx

client = httpx.Client(timeout=900)
client.get("https://wire.test/report").raise_for_status()
print("answered")
