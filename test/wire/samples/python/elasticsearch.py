# proof: package elasticsearch >=8
# proof: verdict unknown
from elasticsearch import Elasticsearch

client = Elasticsearch("https://wire.test:9999", max_retries=0)
try:
    client.info()
except Exception as error:
    # The server is no Elasticsearch.
    print(error)
print("answered")
