# proof: schemes http
# proof: server silent
import websocket

websocket.create_connection("ws://wire.test:9999")
