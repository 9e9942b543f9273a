# proof: schemes http
from influxdb import InfluxDBClient

client = InfluxDBClient("wire.test", 9999)
try:
    client.ping()
except Exception as error:
    # The server is no InfluxDB.
    print(error)
print("answered")
