"""What Python's SDK, of version 1 or 2, reads in the bytes of a case: python python.py

A case is a frame of standard input, its reading one of standard output; see frames.ts. The calls are those of the SDK's
own transports and sessions.
"""

import json
import math
import sys

try:
    import httpx2 as httpx
    import mcp_types as types
    import pydantic_core
    from httpx2 import EventSource

    version = 2
except ImportError:
    import httpx
    import mcp.types as types
    from httpx_sse import EventSource

    version = 1


def headers_of(head):
    return {name.lower(): value for name, value in head.get("headers", [])}


def message_of(raw):
    """An envelope as the model of the version takes it."""
    if version == 1:
        return types.JSONRPCMessage.model_validate(raw).root
    return types.jsonrpc_message_adapter.validate_python(raw, by_name=False)


def message_of_json(text):
    if version == 1:
        return types.JSONRPCMessage.model_validate_json(text).root
    return types.jsonrpc_message_adapter.validate_json(text, by_name=False)


def read_request(head, body):
    modern = version == 2 and headers_of(head).get("mcp-protocol-version", "") >= "2026-07-28"
    if version == 1:
        message = message_of(json.loads(body))
    elif modern:
        raw = json.loads(body)
        message = types.JSONRPCRequest.model_validate(raw) if "id" in raw else types.JSONRPCNotification.model_validate(raw)
    else:
        message = message_of(pydantic_core.from_json(body))
    read = [reading_of(message)]
    if isinstance(message, types.JSONRPCRequest):
        read += asked_of(message)
    return read


subjects = {"tools/call": ("name", "arguments"), "prompts/get": ("name", "arguments"), "resources/read": ("uri",)}


def asked_of(message):
    """The request as the session hands it to its handler."""
    if version == 1:
        raw = message.model_dump(by_alias=True, mode="json", exclude_none=True)
        params = types.ClientRequest.model_validate(raw).root.params
    else:
        models = {
            "tools/call": types.CallToolRequestParams,
            "prompts/get": types.GetPromptRequestParams,
            "resources/read": types.ReadResourceRequestParams,
        }
        model = models.get(message.method)
        params = model and model.model_validate({} if message.params is None else message.params, by_name=False)
    asked = {"kind": "asked", "id": message.id, "method": message.method}
    for key in subjects.get(message.method, ()):
        value = getattr(params, key, None)
        if value is not None:
            asked[key] = str(value) if key == "uri" else value
    return [asked]


def reading_of(message):
    if isinstance(message, types.JSONRPCRequest):
        return {"kind": "request", "id": message.id, "method": message.method, "params": plain(message.params)}
    if isinstance(message, types.JSONRPCNotification):
        return {"kind": "notification", "method": message.method, "params": plain(message.params)}
    if isinstance(message, types.JSONRPCError):
        return {"kind": "error", "id": message.id, "error": plain(message.error)}
    read = {"kind": "result", "id": message.id, "result": plain(message.result)}
    try:
        read["typed"] = plain(types.CallToolResult.model_validate(message.result))
    except Exception:  # noqa: BLE001  no tool's result
        pass
    return read


def plain(value):
    return value.model_dump(by_alias=True, exclude_unset=True) if hasattr(value, "model_dump") else value


def read_json(_head, body):
    return [reading_of(message_of_json(body))]


def read_events(head, body):
    read = []
    pieces, at = [], 0
    for size in head["pieces"]:
        pieces.append(body[at : at + size])
        at += size
    request = httpx.Request("POST", "http://127.0.0.1/mcp")
    response = httpx.Response(200, headers={"content-type": "text/event-stream"}, content=iter(pieces), request=request)
    source = EventSource(response)
    for sse in source.iter_sse() if version == 1 else source:
        if sse.event != "message" or not sse.data:
            continue
        try:
            read.append(reading_of(message_of_json(sse.data)))
        except Exception:  # noqa: BLE001  the transport hands it on as an error
            continue
    return read


legs = {"request": read_request, "json": read_json, "events": read_events}


def read_case(frame):
    line, _, body = frame.partition(b"\n")
    head = json.loads(line)
    try:
        return legs[head["leg"]](head, body)
    except Exception:  # noqa: BLE001  what it refuses, it does not read
        return []
    except RecursionError:
        return []


def finite(value):
    """The value with what JSON has no number for as objects."""
    if isinstance(value, float) and not math.isfinite(value):
        return {"number": repr(value)}
    if isinstance(value, dict):
        return {key: finite(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [finite(inner) for inner in value]
    return value


def main():
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    while size := stdin.read(4):
        frame = stdin.read(int.from_bytes(size, "big"))
        read = read_case(frame)
        try:
            text = json.dumps({"read": read}, allow_nan=False, default=str)
        except ValueError:
            text = json.dumps({"read": finite(read)}, default=str)
        answer = text.encode()
        stdout.write(len(answer).to_bytes(4, "big") + answer)
        stdout.flush()


main()
