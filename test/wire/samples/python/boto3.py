# proof: fixed system-default
import boto3

client = boto3.client("lambda", endpoint_url="https://wire.test/report")
client.invoke(FunctionName="report")
print("answered")
