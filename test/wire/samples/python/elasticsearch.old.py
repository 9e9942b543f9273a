# proof: package elasticsearch <8
import os

from elasticsearch import Elasticsearch

client = Elasticsearch(["https://wire.test:9999"], timeout=900, max_retries=0, ca_certs=os.environ["SSL_CERT_FILE"])
try:
    client.info()
except Exception as error:
    # The server is no Elasticsearch.
    print(error)
print("answered")
