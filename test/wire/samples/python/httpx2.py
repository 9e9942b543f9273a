import httpx2

with httpx2.Client(timeout=900) as client:
    client.get("https://wire.test/report").raise_for_status()
print("answered")
