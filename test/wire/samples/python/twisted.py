from twisted.internet import task
from twisted.web.client import Agent


async def main(reactor):
    agent = Agent(reactor)
    await agent.request(b"GET", b"https://wire.test/report")
    print("answered")


task.react(main)
