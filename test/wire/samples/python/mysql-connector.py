# proof: schemes http
# proof: server silent
import mysql.connector

mysql.connector.connect(host="wire.test", port=9999, user="app", use_pure=True, connection_timeout=60)
