# proof: fix unsafe
import asyncio

import httpx2


async def main():
    transport = httpx2.AsyncHTTPTransport(proxy="http://proxy.test:3128")
    async with httpx2.AsyncClient(transport=transport, timeout=None) as client:
        (await client.get("https://wire.test/report")).raise_for_status()
    print("answered")


asyncio.run(main())
