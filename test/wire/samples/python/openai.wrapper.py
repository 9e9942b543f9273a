from openai import DefaultHttpxClient, OpenAI

http_client = DefaultHttpxClient()
client = OpenAI(api_key="key", base_url="https://wire.test/report", max_retries=0, http_client=http_client)
try:
    client.models.list()
except Exception as error:
    # The server has no models.
    print(error)
print("answered")
