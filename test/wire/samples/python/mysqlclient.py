# proof: schemes http
# proof: server silent
import MySQLdb

MySQLdb.connect(host="wire.test", port=9999, user="app")
