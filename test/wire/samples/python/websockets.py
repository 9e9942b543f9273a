# proof: server websocket
# proof: schemes http
# proof: fix unsafe
import asyncio

import websockets


async def listen():
    async with websockets.connect("ws://wire.test:9999", ping_interval=None) as socket:
        await socket.recv()


asyncio.run(listen())
