from anthropic import Anthropic

client = Anthropic(api_key="key", base_url="https://wire.test/report", max_retries=0)
try:
    client.models.list()
except Exception as error:
    # The server has no models.
    print(error)
print("answered")
