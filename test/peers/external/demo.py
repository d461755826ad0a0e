"""A plugin for cpex's server: it does what a call's `op` argument says."""

from cpex.framework import (
    Plugin,
    PluginContext,
    PluginViolation,
    ToolPostInvokePayload,
    ToolPostInvokeResult,
    ToolPreInvokePayload,
    ToolPreInvokeResult,
)


class Demo(Plugin):
    async def tool_pre_invoke(self, payload: ToolPreInvokePayload, context: PluginContext) -> ToolPreInvokeResult:
        op = payload.args.get("op")
        context.state["pre"] = payload.args.get("n", 0)
        context.global_context.state["seen"] = context.global_context.user
        if op == "edit":
            args = {**payload.args, "added": True}
            edited = ToolPreInvokePayload(name=payload.name, args=args, headers=payload.headers)
            return ToolPreInvokeResult(modified_payload=edited, metadata={"m": 2})
        if op == "deny":
            violation = PluginViolation(
                reason="no",
                description="denied op",
                code="OP_DENIED",
                details={"op": op},
                mcp_error_code=-32001,
                http_status_code=403,
                http_headers={"x-why": "op"},
            )
            return ToolPreInvokeResult(continue_processing=False, violation=violation)
        if op == "error":
            raise ValueError("secret details")
        return ToolPreInvokeResult()

    async def tool_post_invoke(self, payload: ToolPostInvokePayload, context: PluginContext) -> ToolPostInvokeResult:
        return ToolPostInvokeResult(metadata={"pre": context.state.get("pre")})
