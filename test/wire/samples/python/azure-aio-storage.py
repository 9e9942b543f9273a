# proof: fix unsafe
# proof: suites trixie sid
import asyncio

from azure.storage.blob.aio import BlobServiceClient


async def main():
    client = BlobServiceClient("https://wire.test:9999/account", retry_total=0)
    try:
        await client.get_service_properties()
    except Exception as error:
        # The server is no storage.
        print(error)
    await client.close()
    print("answered")


asyncio.run(main())
