"""A cpex plugin that does what its script says, and notes what it was shown."""

import asyncio

from cpex.framework import Plugin, PluginContext, PluginViolation
from cpex.framework.hooks.http import (
    HttpAuthCheckPermissionPayload,
    HttpAuthCheckPermissionResult,
    HttpAuthCheckPermissionResultPayload,
    HttpAuthResolveUserPayload,
    HttpAuthResolveUserResult,
    HttpHeaderPayload,
    HttpPostRequestPayload,
    HttpPostRequestResult,
    HttpPreRequestPayload,
    HttpPreRequestResult,
)
from cpex.framework.hooks.prompts import (
    PromptPosthookPayload,
    PromptPosthookResult,
    PromptPrehookPayload,
    PromptPrehookResult,
)
from cpex.framework.hooks.resources import (
    ResourcePostFetchPayload,
    ResourcePostFetchResult,
    ResourcePreFetchPayload,
    ResourcePreFetchResult,
)
from cpex.framework.hooks.tools import (
    ToolPostInvokePayload,
    ToolPostInvokeResult,
    ToolPreInvokePayload,
    ToolPreInvokeResult,
)
from pydantic import BaseModel, RootModel

PAYLOADS = {
    "tool_pre_invoke": ToolPreInvokePayload,
    "tool_post_invoke": ToolPostInvokePayload,
    "prompt_pre_fetch": PromptPrehookPayload,
    "prompt_post_fetch": PromptPosthookPayload,
    "resource_pre_fetch": ResourcePreFetchPayload,
    "resource_post_fetch": ResourcePostFetchPayload,
    "http_pre_request": HttpPreRequestPayload,
    "http_post_request": HttpPostRequestPayload,
    "http_auth_resolve_user": HttpAuthResolveUserPayload,
    "http_auth_check_permission": HttpAuthCheckPermissionPayload,
}

# What plugins of some hooks answer with in the payload's place.
ANSWERS = {
    "http_pre_request": HttpHeaderPayload,
    "http_post_request": HttpHeaderPayload,
    "http_auth_resolve_user": dict,
    "http_auth_check_permission": lambda answer: HttpAuthCheckPermissionResultPayload(**answer),
}

# What every run was shown when it began, in the order in which they began.
ran = []


def payload_of(hook, fields):
    return PAYLOADS[hook](**fields)


def plain(value):
    """JSON data of models, copy-on-write containers and the like."""
    if isinstance(value, BaseModel):
        return dump(value)
    if isinstance(value, dict):
        return {key: plain(value[key]) for key in list(value.keys())}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def dump(payload):
    """Fields of a payload; those that are null are left out, for null is how Python writes absent."""
    if isinstance(payload, dict):
        return plain(payload)
    if isinstance(payload, RootModel):
        return plain(payload.root)
    fields = {name: getattr(payload, name) for name in payload.__class__.model_fields}
    fields.update(payload.model_extra or {})
    return {name: plain(value) for name, value in fields.items() if value is not None}


class ScriptedPlugin(Plugin):
    async def tool_pre_invoke(self, payload: ToolPreInvokePayload, context: PluginContext) -> ToolPreInvokeResult:
        return await run(self, "tool_pre_invoke", payload, context, ToolPreInvokeResult)

    async def tool_post_invoke(self, payload: ToolPostInvokePayload, context: PluginContext) -> ToolPostInvokeResult:
        return await run(self, "tool_post_invoke", payload, context, ToolPostInvokeResult)

    async def prompt_pre_fetch(self, payload: PromptPrehookPayload, context: PluginContext) -> PromptPrehookResult:
        return await run(self, "prompt_pre_fetch", payload, context, PromptPrehookResult)

    async def prompt_post_fetch(self, payload: PromptPosthookPayload, context: PluginContext) -> PromptPosthookResult:
        return await run(self, "prompt_post_fetch", payload, context, PromptPosthookResult)

    async def resource_pre_fetch(self, payload: ResourcePreFetchPayload, context: PluginContext) -> ResourcePreFetchResult:
        return await run(self, "resource_pre_fetch", payload, context, ResourcePreFetchResult)

    async def resource_post_fetch(self, payload: ResourcePostFetchPayload, context: PluginContext) -> ResourcePostFetchResult:
        return await run(self, "resource_post_fetch", payload, context, ResourcePostFetchResult)

    async def http_pre_request(self, payload: HttpPreRequestPayload, context: PluginContext) -> HttpPreRequestResult:
        return await run(self, "http_pre_request", payload, context, HttpPreRequestResult)

    async def http_post_request(self, payload: HttpPostRequestPayload, context: PluginContext) -> HttpPostRequestResult:
        return await run(self, "http_post_request", payload, context, HttpPostRequestResult)

    async def http_auth_resolve_user(
        self, payload: HttpAuthResolveUserPayload, context: PluginContext
    ) -> HttpAuthResolveUserResult:
        return await run(self, "http_auth_resolve_user", payload, context, HttpAuthResolveUserResult)

    async def http_auth_check_permission(
        self, payload: HttpAuthCheckPermissionPayload, context: PluginContext
    ) -> HttpAuthCheckPermissionResult:
        return await run(self, "http_auth_check_permission", payload, context, HttpAuthCheckPermissionResult)


async def run(plugin, hook, payload, context, result_type):
    shared = context.global_context
    ran.append(
        {
            "plugin": plugin.name,
            "hook": hook,
            "payload": dump(payload),
            "state": plain(context.state),
            "global_state": plain(shared.state),
            "global_metadata": plain(shared.metadata),
        }
    )
    answer = {}
    edited = {}
    for step in plugin.config.config["script"]:
        [(what, value)] = step.items()
        if what == "turns":
            for _ in range(value):
                await asyncio.sleep(0)
        elif what == "hang":
            await asyncio.Event().wait()
        elif what == "fail":
            raise RuntimeError(value)
        elif what == "edit":
            edited.update(value)
        elif what == "set_args":
            edited["args"] = {**edited.get("args", payload.args), **value}
        elif what == "write_args":
            for key, text in value.items():
                payload.args[key] = text
        elif what == "answer":
            answer["modified_payload"] = ANSWERS[hook](value)
        elif what == "return_payload":
            answer["modified_payload"] = payload
        elif what == "deny":
            answer["continue_processing"] = False
            if value is not None:
                answer["violation"] = PluginViolation(**value)
        elif what == "violation":
            answer["violation"] = PluginViolation(**value)
        elif what in ("metadata", "retry_delay_ms", "http_headers"):
            answer[what] = value
        elif what == "set_state":
            context.state.update(value)
        elif what == "set_global_state":
            for key, text in value.items():
                shared.state[key] = text
        elif what == "set_global_metadata":
            for key, text in value.items():
                shared.metadata[key] = text
        else:
            raise ValueError(what)
    if edited:
        answer["modified_payload"] = payload.model_copy(update=edited)
    return result_type(**answer)
