# proof: fix unsafe
from tornado.httpclient import AsyncHTTPClient
from tornado.ioloop import IOLoop


async def main():
    await AsyncHTTPClient().fetch("https://wire.test/report", request_timeout=900)
    print("answered")


IOLoop.current().run_sync(main)
