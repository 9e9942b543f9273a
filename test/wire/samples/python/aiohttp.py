import asyncio

import aiohttp


async def main():
    timeout = aiohttp.ClientTimeout(total=900)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        async with session.get("https://wire.test/report") as response:
            await response.read()
    print("answered")


asyncio.run(main())
