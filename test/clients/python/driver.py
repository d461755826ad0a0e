"""The loop of both Python drivers; typescript/driver.ts says what commands and outcomes look like.

A connection lives in a task of its own: where its transport breaks, that task ends, and each command after it says so.
"""

import asyncio
import json
import sys

headers: dict[str, str] = {}
"""Those of the command at hand, added to each HTTP request."""

asked: list[str] = []
"""The server's requests that reached a callback."""

WORD = "nightfall"
"""What the plugin looks for."""


async def add_headers(request) -> None:
    request.headers.update(headers)


def elicited(message: str) -> dict:
    asked.append(message)
    text = {"large": "y" * 400_000, "secret": WORD}.get(message, "fine")
    return {"action": "accept", "content": {"text": text}}


def sampled(params) -> str:
    asked.append("sampling")
    return WORD if '"secret"' in params.model_dump_json() else "hi"


def arguments_of(command: dict) -> dict:
    args = dict(command.get("arguments", {}))
    if command.get("deep"):
        nested: dict = {}
        for _ in range(100):
            nested = {"a": nested}
        args["deep"] = nested
    if command.get("large"):
        args["text"] = "z" * command["large"]
    return args


def text_of(command: dict) -> str:
    return "z" * command["large"] if command.get("large") else command.get("text", "")


def failed(error: BaseException) -> dict:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return {"outcome": "failed", "type": type(error).__name__, "message": str(error)[:500]}


def done(answer) -> dict:
    shown, is_error = None, False
    if hasattr(answer, "model_dump"):
        dumped = answer.model_dump(mode="json", by_alias=True, exclude_none=True)
        shown = dumped.get("content") or dumped.get("messages") or dumped.get("contents") or dumped.get("tools")
        is_error = dumped.get("isError", False)
    return {"outcome": "done", "text": json.dumps(shown)[:500], "isError": is_error}


class Connection:
    """connect(command, use): opens a client, calls `use(client, instructions)` with it, closes it."""

    def __init__(self, connect, run, describe):
        self.connect, self.run, self.describe = connect, run, describe
        self.task = None

    async def open(self, command: dict) -> dict:
        await self.close()
        self.queue: asyncio.Queue = asyncio.Queue()
        ready = asyncio.get_running_loop().create_future()
        self.task = asyncio.create_task(self.live(command, ready))
        await asyncio.wait({self.task, ready}, return_when=asyncio.FIRST_COMPLETED)
        return ready.result() if ready.done() else self.ending()

    async def live(self, command: dict, ready) -> None:
        async def use(client, instructions: str | None) -> None:
            ready.set_result({**done(None), "text": json.dumps(instructions)})
            while (item := await self.queue.get()) is not None:
                command, answer = item
                try:
                    outcome = done(await self.run(client, command))
                except Exception as error:
                    outcome = self.describe(error) or failed(error)
                answer.set_result(outcome)

        await self.connect(command, use)

    def ending(self) -> dict:
        try:
            self.task.result()
        except asyncio.CancelledError as error:
            return failed(error)
        except BaseException as error:
            while isinstance(error, BaseExceptionGroup):
                error = error.exceptions[0]
            return self.describe(error) or failed(error)
        return {"outcome": "failed", "type": "ended", "message": "the client ended"}

    async def send(self, command: dict) -> dict:
        answer = asyncio.get_running_loop().create_future()
        self.queue.put_nowait((command, answer))
        await asyncio.wait({self.task, answer}, return_when=asyncio.FIRST_COMPLETED)
        return answer.result() if answer.done() else self.ending()

    async def close(self) -> dict:
        if self.task is not None:
            self.queue.put_nowait(None)
            await asyncio.wait({self.task}, timeout=5)
            if not self.task.done():
                self.task.cancel()
                await asyncio.wait({self.task}, timeout=5)
            if self.task.done() and not self.task.cancelled():
                self.task.exception()
            self.task = None
        return done(None)


async def drive(connect, run, describe) -> None:
    connection = Connection(connect, run, describe)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        command = json.loads(line)
        headers.clear()
        headers.update(command.get("headers", {}))
        asked.clear()
        if command["do"] == "connect":
            outcome = await connection.open(command)
        elif command["do"] == "close":
            outcome = await connection.close()
        else:
            outcome = await connection.send(command)
        print(json.dumps({**outcome, "asked": list(asked)}), flush=True)
    await connection.close()
