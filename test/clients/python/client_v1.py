"""The driver of mcp 1.x."""

import asyncio
from datetime import timedelta

import httpx
from driver import add_headers, arguments_of, drive, elicited, sampled, text_of
from mcp import ClientSession, McpError, types
from mcp.client.streamable_http import streamable_http_client


async def connect(command: dict, use) -> None:
    async def elicitation(_context, params):
        return types.ElicitResult(**elicited(params.message))

    async def sampling(_context, params):
        content = types.TextContent(type="text", text=sampled(params))
        return types.CreateMessageResult(role="assistant", model="m", content=content)

    hooks = {"request": [add_headers]}
    async with httpx.AsyncClient(event_hooks=hooks, timeout=120, follow_redirects=True) as http:
        async with streamable_http_client(command["url"], http_client=http) as (read, write, _):
            async with ClientSession(
                read,
                write,
                read_timeout_seconds=timedelta(milliseconds=command["timeoutMs"]),
                elicitation_callback=elicitation,
                sampling_callback=sampling,
            ) as session:
                server = await session.initialize()
                await use(session, server.instructions)


async def run(session: ClientSession, command: dict):
    match command["do"]:
        case "tool":
            return await session.call_tool(command["name"], arguments_of(command))
        case "prompt":
            return await session.get_prompt(command["name"], arguments_of(command))
        case "resource":
            return await session.read_resource(command["uri"])
        case "tools":
            return await session.list_tools()
        case "notify":
            return await session.send_progress_notification("t", 1, message=text_of(command))


def describe(error: BaseException) -> dict | None:
    if not isinstance(error, McpError):
        return None
    if error.error.code == 408:
        return {"outcome": "timeout"}
    data = error.error.data
    return {"outcome": "error", "code": error.error.code, "message": error.error.message, "data": data}


asyncio.run(drive(connect, run, describe))
