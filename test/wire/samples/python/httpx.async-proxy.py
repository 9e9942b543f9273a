# proof: package httpx >=0.26.0
# proof: fix unsafe
import asyncio

import httpx


async def main():
    async with httpx.AsyncClient(proxy="http://proxy.test:3128", timeout=None) as client:
        (await client.get("https://wire.test/report")).raise_for_status()
    print("answered")


asyncio.run(main())
