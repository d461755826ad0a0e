"""cpex's plugin server behind the MCP SDK's own WebSocket server: prints its port, serves until it is killed."""

import asyncio
import json
import os

import uvicorn
from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.websocket import websocket_server
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from cpex.framework.external.mcp.server.server import ExternalPluginServer

plugins = ExternalPluginServer(config_path=os.environ["PLUGINS_CONFIG_PATH"])
server = Server("plugins")


@server.list_tools()
async def list_tools() -> list[types.Tool]:
    names = ("get_plugin_config", "invoke_hook")
    return [types.Tool(name=name, inputSchema={"type": "object"}) for name in names]


@server.call_tool()
async def call_tool(name: str, arguments: dict) -> list[types.TextContent]:
    if name == "get_plugin_config":
        answer = await plugins.get_plugin_config(arguments["name"])
    else:
        hook, plugin = arguments["hook_type"], arguments["plugin_name"]
        answer = await plugins.invoke_hook(hook, plugin, arguments["payload"], arguments["context"])
    return [types.TextContent(type="text", text=json.dumps(answer, default=lambda value: value.model_dump()))]


async def endpoint(websocket) -> None:
    async with websocket_server(websocket.scope, websocket.receive, websocket.send) as (read, write):
        await server.run(read, write, server.create_initialization_options())


async def main() -> None:
    await plugins.initialize()
    app = Starlette(routes=[WebSocketRoute("/mcp", endpoint)])
    listening = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", ws="websockets-sansio"))
    task = asyncio.create_task(listening.serve())
    while not listening.started:
        await asyncio.sleep(0.05)
    print(listening.servers[0].sockets[0].getsockname()[1], flush=True)
    await task


asyncio.run(main())
