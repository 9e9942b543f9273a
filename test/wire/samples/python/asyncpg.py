# proof: schemes http
# proof: server silent
import asyncio

import asyncpg

asyncio.run(asyncpg.connect(host="wire.test", port=9999, user="app", ssl=False))
