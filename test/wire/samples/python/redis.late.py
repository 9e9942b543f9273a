# proof: schemes http
# proof: server silent
import redis

redis.from_url("redis://wire.test:9999/0", socket_keepalive=True).ping()
