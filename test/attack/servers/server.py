"""A server on one of Python's SDKs that writes down what it runs.

    python server.py <port> <record>

Which SDK it is says the environment: fastmcp where that is installed, else mcp 2 or mcp 1.
"""

import json
import sys

port, record = int(sys.argv[1]), sys.argv[2]

try:
    from fastmcp import FastMCP

    server = FastMCP("attack")
    run = {"transport": "http", "host": "127.0.0.1", "port": port, "path": "/mcp", "stateless_http": True, "json_response": True, "show_banner": False}
except ImportError:
    try:
        from mcp.server import MCPServer

        server = MCPServer("attack")
        run = {"transport": "streamable-http", "host": "127.0.0.1", "port": port, "stateless_http": True, "json_response": True}
    except ImportError:
        from mcp.server.fastmcp import FastMCP

        server = FastMCP("attack", host="127.0.0.1", port=port, stateless_http=True, json_response=True)
        run = {"transport": "streamable-http"}


def ran(tool: str, text: str) -> str:
    with open(record, "a", encoding="utf-8") as file:
        file.write(json.dumps({"tool": tool, "text": text}) + "\n")
    return "ran " + tool


@server.tool()
def echo(text: str = "") -> str:
    return ran("echo", text)


@server.tool()
def secret(text: str = "") -> str:
    return ran("secret", text)


@server.prompt(name="echo")
def echo_prompt(text: str = "") -> str:
    return ran("prompt echo", text)


@server.prompt(name="secret")
def secret_prompt(text: str = "") -> str:
    return ran("prompt secret", text)


server.run(**run)
