import asyncio
import functools

from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from botocore.args import ClientArgsCreator

# The botocore that Debian has beside it is newer than this release was written for, and asks for one argument more.
resolve = ClientArgsCreator.compute_endpoint_resolver_builtin_defaults
ClientArgsCreator.compute_endpoint_resolver_builtin_defaults = functools.partialmethod(
    resolve, s3_disable_express_session_auth=None
)


async def main():
    config = AioConfig(read_timeout=900, tcp_keepalive=True, retries={"total_max_attempts": 1})
    session = get_session()
    async with session.create_client("lambda", endpoint_url="https://wire.test:9999", config=config) as client:
        await client.invoke(FunctionName="report")
    print("answered")


asyncio.run(main())
