# proof: schemes http
import docker

client = docker.APIClient("tcp://wire.test:9999", version="1.41", timeout=900)
try:
    client.version()
except Exception as error:
    # The server is no Docker.
    print(error)
print("answered")
