from xmlrpc.client import ServerProxy

try:
    ServerProxy("https://wire.test/report").report()
except Exception as error:
    # The server speaks no XML.
    print(error)
print("answered")
