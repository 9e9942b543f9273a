import asyncio

import aiohttp


async def main():
    connector = aiohttp.TCPConnector(limit=10)
    async with aiohttp.ClientSession(connector=connector) as session:
        async with session.get("https://wire.test/report") as response:
            await response.read()
    print("answered")


asyncio.run(main())
