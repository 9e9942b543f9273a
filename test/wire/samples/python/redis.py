# proof: schemes http
# proof: server silent
import redis

redis.Redis(host="wire.test", port=9999).ping()
