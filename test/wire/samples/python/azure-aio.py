# proof: fix unsafe
# proof: suites trixie sid
# proof: with azure-keyvault-secrets
# proof: schemes https
import asyncio

from azure.core.credentials import AccessToken
from azure.keyvault.secrets.aio import SecretClient


class Credential:
    async def get_token(self, *scopes, **options):
        return AccessToken("token", 4102444800)


async def main():
    client = SecretClient("https://wire.test:9999", Credential(), retry_total=0)
    try:
        await client.get_secret("report")
    except Exception as error:
        # The server is no vault.
        print(error)
    await client.close()
    print("answered")


asyncio.run(main())
