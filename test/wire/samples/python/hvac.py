import hvac

client = hvac.Client("https://wire.test/report", timeout=900)
client.adapter.get("/v1/sys/health")
print("answered")
