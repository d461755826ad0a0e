"""Plugins for server.py: one that reads what it gets and allows it, one that denies a word."""

from cpex.framework import (
    Plugin,
    PluginContext,
    PluginViolation,
    PromptPrehookPayload,
    PromptPrehookResult,
    ToolPostInvokePayload,
    ToolPostInvokeResult,
    ToolPreInvokePayload,
    ToolPreInvokeResult,
)


class Reads(Plugin):
    async def tool_pre_invoke(self, payload: ToolPreInvokePayload, context: PluginContext) -> ToolPreInvokeResult:
        return ToolPreInvokeResult(continue_processing=payload.name != "" and payload.args is not None)

    async def tool_post_invoke(self, payload: ToolPostInvokePayload, context: PluginContext) -> ToolPostInvokeResult:
        return ToolPostInvokeResult(continue_processing=payload.result is not None)

    async def prompt_pre_fetch(self, payload: PromptPrehookPayload, context: PluginContext) -> PromptPrehookResult:
        return PromptPrehookResult(continue_processing=payload.prompt_id != "")


class Denies(Plugin):
    """Denies a call whose arguments, and an answer whose text, have config.word in it."""

    def violation_of(self, value):
        word = self.config.config["word"]
        if word not in str(value):
            return None
        return PluginViolation(reason="Word", description=f"'{word}' is denied", code="WORD", mcp_error_code=-32099)

    async def tool_pre_invoke(self, payload: ToolPreInvokePayload, context: PluginContext) -> ToolPreInvokeResult:
        violation = self.violation_of(payload.args)
        return ToolPreInvokeResult(continue_processing=violation is None, violation=violation)

    async def tool_post_invoke(self, payload: ToolPostInvokePayload, context: PluginContext) -> ToolPostInvokeResult:
        violation = self.violation_of(payload.result)
        return ToolPostInvokeResult(continue_processing=violation is None, violation=violation)
