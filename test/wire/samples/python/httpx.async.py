import asyncio

import httpx


async def main():
    async with httpx.AsyncClient(timeout=None) as client:
        (await client.get("https://wire.test/report")).raise_for_status()
    print("answered")


asyncio.run(main())
