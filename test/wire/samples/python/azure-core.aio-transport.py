# proof: suites trixie sid
# proof: with aiohttp
# proof: fix unsafe
import asyncio

from azure.core import AsyncPipelineClient
from azure.core.pipeline.transport import AioHttpTransport
from azure.core.rest import HttpRequest


async def main():
    transport = AioHttpTransport(read_timeout=900)
    async with AsyncPipelineClient("https://wire.test:9999", transport=transport) as client:
        answer = await client.send_request(HttpRequest("GET", "https://wire.test:9999/report"))
        answer.raise_for_status()
    print("answered")


asyncio.run(main())
