import httpx

httpx.get("https://wire.test/report", timeout=900).raise_for_status()
print("answered")
