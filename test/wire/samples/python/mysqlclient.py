# proof: schemes http
# proof: server mysql
import MySQLdb

connection = MySQLdb.connect(host="wire.test", port=9999, user="app")
connection.query("SELECT report")
print("answered")
