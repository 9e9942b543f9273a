# proof: fixed system-default
import boto3
from botocore.config import Config

config = Config(read_timeout=900, retries={"total_max_attempts": 1})
client = boto3.client("lambda", endpoint_url="https://wire.test/report", config=config)
client.invoke(FunctionName="report")
print("answered")
