"""A server of mcp 2.x, both eras: the tools of typescript/serve.ts, GET /state, /json and /stream. Prints its port."""

import json
import socket
import warnings

import uvicorn
from mcp import types
from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.shared.exceptions import MCPError
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

warnings.simplefilter("ignore")
WORD = "nightfall"
SCHEMA = {"type": "object", "properties": {"text": {"type": "string"}}}
state = {"began": 0, "ended": 0, "asked": []}


def deep(levels: int = 100) -> dict:
    value: dict = {}
    for _ in range(levels):
        value = {"a": value}
    return value


def elicitation(message: str, **more) -> dict:
    return {"message": message, "requestedSchema": SCHEMA, **more}


QUESTIONS = {
    "ask": ("elicitation/create", elicitation("Go on?")),
    "ask_secret": ("elicitation/create", elicitation(WORD)),
    "ask_large": ("elicitation/create", elicitation("large")),
    "ask_folded": ("elicitation/create", elicitation("Go on?", Name="x")),
    "ask_deep": ("elicitation/create", elicitation("Go on?", _meta={"a": deep()})),
    "sample_folded": (
        "sampling/createMessage",
        {"messages": [{"role": "user", "content": {"type": "text", "text": "hi"}}], "maxTokens": 5, "Name": "x"},
    ),
}


def counted(function):
    async def run(ctx: Context, text: str = "", deep: dict | None = None):
        state["began"] += 1
        try:
            return await function(ctx, text)
        finally:
            state["ended"] += 1

    return run


async def echo(_ctx, text):
    return f"echo: {text[:100]}"


async def reveal(_ctx, _text):
    return f"project {WORD}"


async def fail(_ctx, _text):
    raise MCPError(-32050, f"project {WORD}")


async def big(_ctx, _text):
    return "x" * 600_000


async def notify_deep(ctx, _text):
    params = {"level": "error", "data": {"word": WORD, "deep": deep()}}
    await ctx.session._request_outbound.notify("notifications/message", params)
    return "notified"


def asking(method: str, params: dict):
    async def ask(ctx: Context, _text):
        if ctx.request_context.protocol_version >= "2026":
            return await ask_again(ctx, params)
        try:
            answer = await ctx.session._request_outbound.send_raw_request(method, params, {"timeout": 600})
        except MCPError as error:
            state["asked"].append("refused")
            return f"refused: {error.error.code}"
        state["asked"].append(answer.get("action", "answered"))
        return f"answered: {answer.get('action')}"

    return ask


async def ask_again(ctx: Context, params: dict):
    """Multi-round-trip: the first call is answered with the question, the second brings the answer."""
    responses = ctx.input_responses
    if not responses:
        form = types.ElicitRequestFormParams(message=params["message"], requested_schema=SCHEMA)
        return types.InputRequiredResult(input_requests={"q": types.ElicitRequest(params=form)})
    state["asked"].append(responses["q"].action)
    return f"answered: {responses['q'].action}"


def new_server() -> MCPServer:
    server = MCPServer("matrix-python")
    tools = {"echo": echo, "reveal": reveal, "fail": fail, "big": big, "notify_deep": notify_deep}
    tools |= {name: asking(*question) for name, question in QUESTIONS.items()}
    for name, function in tools.items():
        server.add_tool(counted(function), name=name, structured_output=False)

    @server.prompt("hello")
    def hello(text: str = "") -> str:
        return "hello"

    @server.prompt("reveal")
    def reveal_prompt() -> str:
        return f"project {WORD}"

    @server.resource("memo://{name}")
    def memo(name: str) -> str:
        return f"project {WORD}" if name == "reveal" else "hello"

    return server


def main() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    apps = {
        "/json": new_server().streamable_http_app(streamable_http_path="/json", json_response=True),
        "/stream": new_server().streamable_http_app(streamable_http_path="/stream"),
    }
    shown = Starlette(routes=[Route("/state", lambda _request: JSONResponse(state))])

    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            return await lifespans(scope, receive, send)
        await apps.get(scope["path"], shown)(scope, receive, send)

    async def lifespans(_scope, receive, send):
        await receive()
        async with apps["/json"].router.lifespan_context(apps["/json"]):
            async with apps["/stream"].router.lifespan_context(apps["/stream"]):
                await send({"type": "lifespan.startup.complete"})
                await receive()
        await send({"type": "lifespan.shutdown.complete"})

    print(json.dumps(listening.getsockname()[1]), flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[listening])


main()
