"""A server on one of Python's SDKs that writes down what it runs.

    python server.py <port> <record> [sessions]

Which SDK it is says the environment: fastmcp where that is installed, else mcp 2 or mcp 1. With `sessions` it answers in
event streams, and its tools `ask` and `wait` ask the client.
"""

import json
import sys

port, record = int(sys.argv[1]), sys.argv[2]
plain = "sessions" not in sys.argv[3:]

try:
    from fastmcp import Context, FastMCP

    server = FastMCP("attack")
    run = {"transport": "http", "host": "127.0.0.1", "port": port, "path": "/mcp", "stateless_http": plain, "json_response": plain, "show_banner": False}
except ImportError:
    try:
        from mcp.server import MCPServer
        from mcp.server.mcpserver import Context

        server = MCPServer("attack")
        run = {"transport": "streamable-http", "host": "127.0.0.1", "port": port, "stateless_http": plain, "json_response": plain}
    except ImportError:
        from mcp.server.fastmcp import Context, FastMCP

        server = FastMCP("attack", host="127.0.0.1", port=port, stateless_http=plain, json_response=plain)
        run = {"transport": "streamable-http"}


def ran(tool: str, text: str) -> str:
    with open(record, "a", encoding="utf-8") as file:
        file.write(json.dumps({"tool": tool, "text": text}) + "\n")
    return "ran " + tool


def texts_of(value):
    if hasattr(value, "model_dump"):
        value = value.model_dump(mode="json", by_alias=True, exclude_none=True)
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for item in value for text in texts_of(item)] if isinstance(value, list) else []


def ran_all(tool: str, value) -> None:
    for text in texts_of(value):
        ran(tool, text)


def ran_beside(context) -> None:
    """What a request has beside its arguments, as far as the SDK shows it."""
    ran_all("meta", getattr(context.request_context, "meta", None))
    responses = getattr(context, "input_responses", None) or {}
    ran_all("input", dict(responses))
    ran_all("input key", list(responses))


@server.tool()
def echo(ctx: Context, text: str = "") -> str:
    ran_beside(ctx)
    return ran("echo", text)


@server.tool()
def secret(text: str = "") -> str:
    return ran("secret", text)


SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}}
QUESTIONS = {
    "elicitation": ("elicitation/create", {"message": "?", "requestedSchema": SCHEMA}),
    "sampling": ("sampling/createMessage", {"messages": [], "maxTokens": 1}),
    "roots": ("roots/list", None),
}


async def put(ctx, what: str) -> None:
    session = ctx.session
    try:
        if hasattr(session, "_request_outbound"):
            answer = await session._request_outbound.send_raw_request(*QUESTIONS[what], {"timeout": 60})
        elif what == "elicitation":
            answer = await session.elicit("?", SCHEMA, ctx.request_id)
        elif what == "sampling":
            answer = await session.create_message([], max_tokens=1, related_request_id=ctx.request_id)
        else:
            answer = await session.list_roots()
    except Exception:
        ran("refused", "")
    else:
        ran_all("answer", answer)


@server.tool()
async def ask(ctx: Context, what: str) -> str:
    await put(ctx, what)
    return "asked"


@server.tool()
async def wait(ctx: Context, what: str) -> str:
    await put(ctx, what)
    return "waited"


@server.prompt(name="echo")
def echo_prompt(text: str = "") -> str:
    return ran("prompt echo", text)


@server.prompt(name="secret")
def secret_prompt(text: str = "") -> str:
    return ran("prompt secret", text)


@server.resource("echo://{name}")
def echo_resource(name: str) -> str:
    return ran("resource", "echo://" + name)


@server.resource("secret://{name}")
def secret_resource(name: str) -> str:
    return ran("resource", "secret://" + name)


if hasattr(server, "completion"):

    @server.completion()
    async def complete(ref, argument, context):
        ran_all("completion", [ref, argument, context])
        return None


server.run(**run)
