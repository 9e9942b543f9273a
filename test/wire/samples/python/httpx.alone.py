import httpx

limits = httpx.Limits(max_connections=3)
client = httpx.Client(trust_env=False, verify=False, limits=limits, timeout=900)
client.get("https://wire.test/report").raise_for_status()
print("answered")
