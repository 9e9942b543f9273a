# proof: schemes http
# proof: server mysql
# proof: fix unsafe
import pymysql

connection = pymysql.connect(host="wire.test", port=9999, user="app")
connection.cursor().execute("SELECT report")
print("answered")
