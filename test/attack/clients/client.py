"""As ts1.ts, on Python's SDK of version 1 or 2: python client.py"""

import asyncio
import json
import logging
import sys
from datetime import timedelta

logging.disable(logging.CRITICAL)


def text_of(error):
    parts = [repr(error), str(getattr(error, "error", ""))]
    for inner in getattr(error, "exceptions", ()):
        parts.append(text_of(inner))
    return " ".join(parts)


try:
    from mcp import Client

    async def call(url, timeout):
        async with Client(url, mode="legacy", read_timeout_seconds=timeout) as client:
            return await client.call_tool("echo", {"text": "hi"})
except ImportError:
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def call(url, timeout):
        async with streamablehttp_client(url) as (read, write, _):
            async with ClientSession(read, write, read_timeout_seconds=timedelta(seconds=timeout)) as session:
                await session.initialize()
                return await session.call_tool("echo", {"text": "hi"})


async def outcome(url, timeout):
    try:
        result = await asyncio.wait_for(call(url, timeout), 4 * timeout)
        return {"result": json.loads(result.model_dump_json())}
    except BaseException as error:  # noqa: BLE001  the SDK's own cancellations too
        return {"error": text_of(error)}


for line in sys.stdin:
    url, milliseconds = line.split()
    print(json.dumps(asyncio.run(outcome(url, int(milliseconds) / 1000))), flush=True)
