"""Those fixtures of the conformance suite that take a line each, on the official Python SDK: event streams with CRLF."""

import sys

try:
    from mcp.server.mcpserver import Context, MCPServer
except ImportError:  # version 1
    from mcp.server.fastmcp import Context
    from mcp.server.fastmcp import FastMCP as MCPServer

ADDRESS = {"host": "127.0.0.1", "port": int(sys.argv[1])}
IS_FIRST = MCPServer.__name__ == "FastMCP"
server = MCPServer("conformance-fixtures", **(ADDRESS if IS_FIRST else {}))


@server.tool()
def test_simple_text() -> str:
    return "This is a simple text response for testing."


@server.tool()
def test_error_handling() -> str:
    raise ValueError("This tool intentionally returns an error for testing")


@server.tool()
async def test_tool_with_progress(context: Context) -> str:
    for step in (0, 50, 100):
        await context.report_progress(step, 100)
    return "Done."


@server.resource("test://static-text", mime_type="text/plain")
def static_text() -> str:
    return "This is the content of the static text resource."


@server.resource("test://static-binary", mime_type="image/png")
def static_binary() -> bytes:
    return b"\x89PNG"


@server.resource("test://template/{id}/data", mime_type="application/json")
def template(id: str) -> str:
    return f'{{"id":"{id}"}}'


@server.prompt()
def test_simple_prompt() -> str:
    return "This is a simple prompt for testing."


@server.prompt()
def test_prompt_with_arguments(arg1: str, arg2: str) -> str:
    return f"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'"


server.run(transport="streamable-http", **({} if IS_FIRST else ADDRESS))
