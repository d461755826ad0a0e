"""An ext_proc server on the packages of ContextForge's plugins-adapter: grpcio's asyncio server and cpex's plugin manager.

    python server.py CONFIG [--log]

Calls the manager as that adapter does: one process-wide manager without payload policies, the tool's arguments wrapped,
one fixed context, bodies collected and parsed as JSON, the hooks of tools/call, its answer and prompts/get. It leaves out
what costs most and does nothing for the exchange, the log of each body and answer; --log writes those as the adapter does
by default. Prints the port as its first line, when the plugins are loaded.
"""

import argparse
import asyncio
import json
import logging

import grpc
from cpex.framework import (
    GlobalContext,
    PluginManager,
    PromptHookType,
    PromptPrehookPayload,
    ToolHookType,
    ToolPostInvokePayload,
    ToolPreInvokePayload,
)
from envoy.config.core.v3 import base_pb2 as core
from envoy.service.ext_proc.v3 import external_processor_pb2 as ep
from envoy.service.ext_proc.v3 import external_processor_pb2_grpc as ep_grpc
from envoy.type.v3 import http_status_pb2

log = logging.getLogger("stack")


def added(name, value):
    header = core.HeaderValue(key=name, raw_value=value)
    option = core.HeaderValueOption(header=header, append_action=core.HeaderValueOption.APPEND_IF_EXISTS_OR_ADD)
    return ep.HeadersResponse(
        response=ep.CommonResponse(header_mutation=ep.HeaderMutation(set_headers=[option]))
    )


def unchanged():
    return ep.BodyResponse(response=ep.CommonResponse())


def replaced(message):
    mutation = ep.BodyMutation(body=json.dumps(message).encode())
    return ep.BodyResponse(response=ep.CommonResponse(body_mutation=mutation))


def denied(message, violation):
    error = {"code": -32000, "message": "denied"}
    if violation is not None:
        error["message"] = f"{violation.reason} -- {violation.description}"
        if violation.mcp_error_code is not None:
            error["code"] = violation.mcp_error_code
    headers = [
        core.HeaderValueOption(header=core.HeaderValue(key=key, raw_value=value))
        for key, value in (("content-type", b"application/json"), ("x-mcp-denied", b"True"))
    ]
    return ep.ProcessingResponse(
        immediate_response=ep.ImmediateResponse(
            status=http_status_pb2.HttpStatus(code=http_status_pb2.OK),
            headers=ep.HeaderMutation(set_headers=headers),
            body=json.dumps({"jsonrpc": "2.0", "id": message["id"], "error": error}).encode(),
        )
    )


class Stack(ep_grpc.ExternalProcessorServicer):
    def __init__(self, manager):
        self.manager = manager

    async def Process(self, request_iterator, context):
        name, sent, answered = "unknown", bytearray(), bytearray()
        async for frame in request_iterator:
            if frame.HasField("request_headers"):
                yield ep.ProcessingResponse(request_headers=added("x-ext-proc-header", b"stack"))
            elif frame.HasField("response_headers"):
                yield ep.ProcessingResponse(response_headers=added("x-ext-proc-response-header", b"stack"))
            elif frame.HasField("request_body"):
                sent.extend(frame.request_body.body)
                if not frame.request_body.end_of_stream:
                    yield ep.ProcessingResponse(request_body=unchanged())
                    continue
                message = json.loads(sent.decode()) if sent else {}
                log.info(message)
                name = (message.get("params") or {}).get("name", name)
                answer = await self.on_request(message)
                log.info("answer: %s", answer)
                yield answer
            elif frame.HasField("response_body"):
                answered.extend(frame.response_body.body)
                if not frame.response_body.end_of_stream:
                    yield ep.ProcessingResponse(response_body=unchanged())
                    continue
                answer = await self.on_response(answered.decode(), name)
                log.info("answer: %s", answer)
                yield answer

    async def invoke(self, hook, payload):
        context = GlobalContext(request_id="1", server_id="2")
        result, _ = await self.manager.invoke_hook(hook, payload, global_context=context)
        return result

    async def on_request(self, message):
        method, params = message.get("method"), message.get("params")
        if method == "tools/call":
            wrapped = {"tool_name": params["name"], "tool_args": params["arguments"], "client_session_id": "1"}
            payload = ToolPreInvokePayload(name=params["name"], args=wrapped)
            result = await self.invoke(ToolHookType.TOOL_PRE_INVOKE, payload)
        elif method == "prompts/get":
            payload = PromptPrehookPayload(prompt_id=params["name"], args=params["arguments"])
            result = await self.invoke(PromptHookType.PROMPT_PRE_FETCH, payload)
        else:
            return ep.ProcessingResponse(request_body=unchanged())
        if not result.continue_processing:
            return denied(message, result.violation)
        if result.modified_payload is None:
            return ep.ProcessingResponse(request_body=unchanged())
        args = result.modified_payload.args
        params["arguments"] = args["tool_args"] if method == "tools/call" else args
        return ep.ProcessingResponse(request_body=replaced(message))

    async def on_response(self, text, name):
        message = message_of(text)
        if message is None or "content" not in message.get("result", {}):
            return ep.ProcessingResponse(response_body=unchanged())
        payload = ToolPostInvokePayload(name=name, result=message["result"])
        result = await self.invoke(ToolHookType.TOOL_POST_INVOKE, payload)
        if not result.continue_processing:
            return denied(message, result.violation)
        if result.modified_payload is None:
            return ep.ProcessingResponse(response_body=unchanged())
        message["result"] = result.modified_payload.result
        return ep.ProcessingResponse(response_body=replaced(message))


def message_of(text):
    """The message of a JSON body, or the first of an event stream; None when there is none."""
    if text.lstrip().startswith(("event:", "data:", "id:")):
        lines = (line.strip() for line in text.split("\n"))
        text = next((line[5:] for line in lines if line.startswith("data:")), "")
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return None


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("config")
    parser.add_argument("--log", action="store_true")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO if options.log else logging.ERROR)
    manager = PluginManager(options.config)
    await manager.initialize()
    expected = len(manager.config.plugins)
    # cpex leaves out a plugin that cannot be loaded: a figure without it would be worthless.
    if manager.plugin_count != expected:
        raise SystemExit(f"{manager.plugin_count} of {expected} plugins were loaded")
    server = grpc.aio.server()
    ep_grpc.add_ExternalProcessorServicer_to_server(Stack(manager), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(port, flush=True)
    await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(main())
