# proof: schemes http
# proof: server silent
import asyncio


async def main():
    reader, writer = await asyncio.open_connection("wire.test", 9999)
    writer.write(b"report")
    await reader.read(100)


asyncio.run(main())
