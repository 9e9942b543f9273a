import asyncio

from openai import AsyncOpenAI, DefaultAsyncHttpxClient


async def main():
    http_client = DefaultAsyncHttpxClient(http2=False)
    client = AsyncOpenAI(api_key="key", base_url="https://wire.test/report", max_retries=0, http_client=http_client)
    try:
        await client.models.list()
    except Exception as error:
        # The server has no models.
        print(error)
    print("answered")


asyncio.run(main())
