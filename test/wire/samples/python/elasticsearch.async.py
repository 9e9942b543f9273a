# proof: schemes https
# proof: package elasticsearch >=8
# proof: unfixable aiohttp makes the connections, and nothing public sets their sockets
import asyncio
import os

from elasticsearch import AsyncElasticsearch


async def main():
    client = AsyncElasticsearch("https://wire.test:9999", max_retries=0, ca_certs=os.environ["SSL_CERT_FILE"])
    try:
        await client.info()
    except Exception as error:
        # The server is no Elasticsearch.
        print(error)
    await client.close()
    print("answered")


asyncio.run(main())
