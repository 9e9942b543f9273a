import treq
from twisted.internet import task


async def main(reactor):
    await treq.get("https://wire.test/report")
    print("answered")


task.react(main)
