"""A server of mcp 2.x, both eras: the tools of typescript/serve.ts, GET /state, /json, /stream and /poisoned. Prints its port."""

import json
import socket
import warnings
from contextlib import AsyncExitStack

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


def sampling(asked: str, **more) -> tuple[str, dict]:
    message = {"role": "user", "content": {"type": "text", "text": asked}}
    return "sampling/createMessage", {"messages": [message], "maxTokens": 5, **more}


QUESTIONS = {
    "ask": ("elicitation/create", elicitation("Go on?")),
    "ask_secret": ("elicitation/create", elicitation(WORD)),
    "ask_back": ("elicitation/create", elicitation("secret")),
    "ask_large": ("elicitation/create", elicitation("large")),
    "ask_folded": ("elicitation/create", elicitation("Go on?", Name="x")),
    "ask_deep": ("elicitation/create", elicitation("Go on?", _meta={"a": deep()})),
    "ask_both": ("elicitation/create", elicitation("Go on?")),
    "sample": sampling("hi"),
    "sample_secret": sampling(WORD),
    "sample_back": sampling("secret"),
    "sample_folded": sampling("hi", Name="x"),
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


def notifying(data):
    async def notify(ctx, _text):
        await ctx.session._request_outbound.notify("notifications/message", {"level": "error", "data": data})
        return "notified"

    return notify


def asking(method: str, params: dict, both: bool):
    async def ask(ctx: Context, _text):
        if ctx.request_context.protocol_version >= "2026":
            return await ask_again(ctx, params, both)
        try:
            answer = await ctx.session._request_outbound.send_raw_request(method, params, {"timeout": 600})
        except MCPError as error:
            state["asked"].append("refused")
            return f"refused: {error.error.code}"
        state["asked"].append(answer.get("action", "answered"))
        return f"answered: {answer.get('action')}"

    return ask


async def ask_again(ctx: Context, params: dict, both: bool):
    """Multi-round-trip: the first call is answered with the question, the second brings the answer."""
    responses = ctx.input_responses
    if not responses:
        messages = {"q": params["message"], "p": WORD} if both else {"q": params["message"]}
        forms = {
            key: types.ElicitRequestFormParams(message=message, requested_schema=SCHEMA)
            for key, message in messages.items()
        }
        requests = {key: types.ElicitRequest(params=form) for key, form in forms.items()}
        return types.InputRequiredResult(input_requests=requests)
    state["asked"].append(responses["q"].action)
    return f"answered: {responses['q'].action}"


def new_server(instructions: str | None = None) -> MCPServer:
    server = MCPServer("matrix-python", instructions=instructions)
    tools = {"echo": echo, "poison": echo, "reveal": reveal, "fail": fail, "big": big}
    tools |= {"notify_secret": notifying(WORD), "notify_deep": notifying({"word": WORD, "deep": deep()})}
    tools |= {name: asking(*question, name == "ask_both") for name, question in QUESTIONS.items()}
    for name, function in tools.items():
        description = f"project {WORD}" if name == "poison" else None
        server.add_tool(counted(function), name=name, description=description, structured_output=False)

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
        "/poisoned": new_server(f"project {WORD}").streamable_http_app(streamable_http_path="/poisoned"),
    }
    shown = Starlette(routes=[Route("/state", lambda _request: JSONResponse(state))])

    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            return await lifespans(scope, receive, send)
        await apps.get(scope["path"], shown)(scope, receive, send)

    async def lifespans(_scope, receive, send):
        await receive()
        async with AsyncExitStack() as stack:
            for app in apps.values():
                await stack.enter_async_context(app.router.lifespan_context(app))
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    print(json.dumps(listening.getsockname()[1]), flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[listening])


main()
