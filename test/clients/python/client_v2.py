"""The driver of mcp 2.x, in either era."""

import asyncio
import warnings

import httpx2
from driver import add_headers, arguments_of, drive, elicited, sampled, text_of
from mcp import Client, types
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

warnings.simplefilter("ignore")


async def connect(command: dict, use) -> None:
    async def elicitation(_context, params):
        return types.ElicitResult(**elicited(params.message))

    async def sampling(_context, params):
        content = types.TextContent(type="text", text=sampled(params))
        return types.CreateMessageResult(role="assistant", model="m", content=content)

    hooks = {"request": [add_headers]}
    async with httpx2.AsyncClient(event_hooks=hooks, timeout=120) as http:
        transport = streamable_http_client(command["url"], http_client=http)
        async with Client(
            transport,
            mode="legacy" if command.get("era") == "legacy" else "auto",
            read_timeout_seconds=command["timeoutMs"] / 1000,
            elicitation_callback=elicitation,
            sampling_callback=sampling,
        ) as client:
            await use(client, client.instructions)


async def run(client: Client, command: dict):
    match command["do"]:
        case "tool":
            return await client.call_tool(command["name"], arguments_of(command))
        case "prompt":
            return await client.get_prompt(command["name"], arguments_of(command))
        case "resource":
            return await client.read_resource(command["uri"])
        case "tools":
            return await client.list_tools()
        case "notify":
            return await client.send_progress_notification("t", 1, message=text_of(command))


def describe(error: BaseException) -> dict | None:
    if not isinstance(error, MCPError):
        return None
    if error.error.code == types.REQUEST_TIMEOUT:
        return {"outcome": "timeout"}
    data = error.error.data
    return {"outcome": "error", "code": error.error.code, "message": error.error.message, "data": data}


asyncio.run(drive(connect, run, describe))
