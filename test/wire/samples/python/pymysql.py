# proof: schemes http
# proof: server silent
import pymysql

pymysql.connect(host="wire.test", port=9999, user="app")
