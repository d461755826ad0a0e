"""As ts1.ts, on Python's SDK of version 1 or 2, the latter in either era: python client.py"""

import asyncio
import json
import logging
import sys
import warnings
from datetime import timedelta

from mcp import types

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")
heard = []


def text_of(error):
    parts = [repr(error), str(getattr(error, "error", ""))]
    for inner in getattr(error, "exceptions", ()):
        parts.append(text_of(inner))
    return " ".join(parts)


def shown(message):
    return message.model_dump(mode="json", by_alias=True, exclude_none=True)


def hear(message):
    if message is not None and not isinstance(message, Exception):
        inner = getattr(message, "root", message)
        if hasattr(inner, "params") and inner.params is not None:
            heard.append(shown(inner.params))


async def elicit(_context, params):
    hear_params(params)
    return types.ElicitResult(action="decline")


async def sample(_context, params):
    hear_params(params)
    return types.CreateMessageResult(role="assistant", model="m", content=types.TextContent(type="text", text="x"))


async def roots(_context):
    return types.ListRootsResult(roots=[])


def hear_params(params):
    heard.append(shown(params))


async def on_message(message):
    hear(message)


CALLBACKS = {
    "elicitation_callback": elicit,
    "sampling_callback": sample,
    "list_roots_callback": roots,
    "message_handler": on_message,
}


async def send(client, asked):
    params = asked.get("params") or {}
    match asked["method"]:
        case "tools/call":
            return await client.call_tool("echo", {"text": "hi"})
        case "tools/list":
            return await client.list_tools()
        case "prompts/list":
            return await client.list_prompts()
        case "prompts/get":
            return await client.get_prompt(params["name"])
        case "resources/list":
            return await client.list_resources()
        case "resources/templates/list":
            return await client.list_resource_templates()
        case "resources/read":
            return await client.read_resource(params["uri"])
        case "completion/complete":
            ref = types.PromptReference(type="ref/prompt", name="echo")
            return await client.complete(ref, {"name": "text", "value": "x"})
        case _:
            raise NotImplementedError(asked["method"])


try:
    from mcp import Client

    async def call(asked, timeout):
        mode = "auto" if asked.get("era") == "2026" else "legacy"
        async with Client(asked["url"], mode=mode, read_timeout_seconds=timeout, **CALLBACKS) as client:
            if asked["method"] in ("initialize", "server/discover"):
                return {"serverInfo": shown(client.server_info), "instructions": client.instructions}
            return shown(await send(client, asked))
except ImportError:
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def call(asked, timeout):
        async with streamablehttp_client(asked["url"]) as (read, write, _):
            wait = timedelta(seconds=timeout)
            async with ClientSession(read, write, read_timeout_seconds=wait, **CALLBACKS) as session:
                greeting = await session.initialize()
                if asked["method"] == "initialize":
                    return shown(greeting)
                return shown(await send(session, asked))


async def outcome(asked):
    timeout = asked["wait"] / 1000
    heard.clear()
    try:
        return {"result": await asyncio.wait_for(call(asked, timeout), 4 * timeout), "heard": heard}
    except BaseException as error:  # noqa: BLE001  the SDK's own cancellations too
        return {"error": text_of(error), "heard": heard}


for line in sys.stdin:
    print(json.dumps(asyncio.run(outcome(json.loads(line)))), flush=True)
