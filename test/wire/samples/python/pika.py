# proof: schemes http
# proof: server silent
import pika

pika.BlockingConnection(pika.ConnectionParameters(host="wire.test", port=9999, heartbeat=0))
