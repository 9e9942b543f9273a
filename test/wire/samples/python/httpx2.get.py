import httpx2

httpx2.get("https://wire.test/report", timeout=900).raise_for_status()
print("answered")
