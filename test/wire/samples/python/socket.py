# proof: schemes http
# proof: server silent
import socket

connection = socket.create_connection(("wire.test", 9999))
connection.sendall(b"report")
connection.recv(100)
