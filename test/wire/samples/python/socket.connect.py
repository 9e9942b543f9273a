# proof: schemes http
# proof: server silent
import socket

connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
connection.connect(("wire.test", 9999))
connection.sendall(b"report")
connection.recv(100)
