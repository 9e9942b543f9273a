import asyncio

from openai import AsyncOpenAI


async def main():
    client = AsyncOpenAI(api_key="key", base_url="https://wire.test/report", max_retries=0)
    try:
        await client.models.list()
    except Exception as error:
        # The server has no models.
        print(error)
    print("answered")


asyncio.run(main())
