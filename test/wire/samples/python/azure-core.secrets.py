# proof: suites trixie sid
# proof: with azure-keyvault-secrets
# proof: schemes https
from azure.core.credentials import AccessToken
from azure.keyvault.secrets import SecretClient


class Credential:
    def get_token(self, *scopes, **options):
        return AccessToken("token", 4102444800)


client = SecretClient("https://wire.test:9999", Credential(), retry_total=0)
try:
    client.get_secret("report")
except Exception as error:
    # The server is no vault.
    print(error)
print("answered")
