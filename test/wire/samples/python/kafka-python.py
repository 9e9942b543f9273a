# proof: schemes http
# proof: server silent
from kafka import KafkaProducer

KafkaProducer(bootstrap_servers="wire.test:9999")
