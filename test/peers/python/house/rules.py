"""Plugins of a user's own, written for cpex, that the adapter hosts by their class paths."""

import os

from cpex.framework import (
    Plugin,
    PluginConfig,
    PluginContext,
    PluginViolation,
    ToolPostInvokePayload,
    ToolPostInvokeResult,
    ToolPreInvokePayload,
    ToolPreInvokeResult,
)
from cpex.framework.decorator import hook

print("modules may print what they like")


class Rules(Plugin):
    """Does what a call's `op` argument says."""

    async def tool_pre_invoke(self, payload: ToolPreInvokePayload, context: PluginContext) -> ToolPreInvokeResult:
        op = payload.args.get("op")
        context.state["asked"] = payload.name
        if op == "config":
            return ToolPreInvokeResult(metadata={"config": self.config.config})
        if op == "environment":
            return ToolPreInvokeResult(metadata={"names": sorted(os.environ)})
        if op == "edit":
            args = {**payload.args, "added": True}
            return ToolPreInvokeResult(modified_payload=ToolPreInvokePayload(name=payload.name, args=args))
        if op == "deny":
            violation = PluginViolation(reason="no", description="denied", code="HOUSE_RULE", details={})
            return ToolPreInvokeResult(continue_processing=False, violation=violation)
        if op == "die":
            os._exit(3)
        if op == "pid":
            return ToolPreInvokeResult(metadata={"pid": os.getpid()})
        return ToolPreInvokeResult()

    @hook("tool_post_invoke")
    async def after(self, payload: ToolPostInvokePayload, context: PluginContext) -> ToolPostInvokeResult:
        return ToolPostInvokeResult(metadata={"asked": context.state.get("asked")})


class Broken(Plugin):
    def __init__(self, config: PluginConfig) -> None:
        raise ValueError("secret details")

    async def tool_pre_invoke(self, payload: ToolPreInvokePayload, context: PluginContext) -> ToolPreInvokeResult:
        return ToolPreInvokeResult()


class NoPlugin:
    pass
