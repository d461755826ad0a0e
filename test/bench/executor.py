"""Microseconds that one hook call costs in cpex with N plugins that do nothing; numbers of plugins and calls as JSON on stdin."""

import asyncio
import json
import logging
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
logging.disable(logging.CRITICAL)

from cpex.framework import GlobalContext, Plugin, PluginConfig, PluginContext  # noqa: E402
from cpex.framework.hooks.policies import HookPayloadPolicy  # noqa: E402
from cpex.framework.hooks.tools import ToolPreInvokePayload, ToolPreInvokeResult  # noqa: E402
from cpex.framework.manager import TenantPluginManager  # noqa: E402
from cpex.framework.models import Config  # noqa: E402


class Nothing(Plugin):
    async def tool_pre_invoke(self, payload: ToolPreInvokePayload, context: PluginContext) -> ToolPreInvokeResult:
        return ToolPreInvokeResult()


async def cost(count, calls):
    plugins = [
        PluginConfig(name=f"p{index}", kind="executor.Nothing", hooks=["tool_pre_invoke"]) for index in range(count)
    ]
    policy = HookPayloadPolicy(writable_fields=frozenset({"name", "args", "headers"}))
    manager = TenantPluginManager(config=Config(plugins=plugins), hook_policies={"tool_pre_invoke": policy})
    await manager.initialize()

    async def call(index):
        payload = ToolPreInvokePayload(name="t", args={"query": "some words", "limit": "10"})
        await manager.invoke_hook("tool_pre_invoke", payload, GlobalContext(request_id=str(index)))

    for index in range(calls // 4):
        await call(index)
    began = time.process_time_ns()
    for index in range(calls):
        await call(index)
    spent = time.process_time_ns() - began
    await manager.shutdown()
    return spent / calls / 1000


async def main():
    rows = json.load(sys.stdin)
    print(json.dumps([await cost(row["plugins"], row["calls"]) for row in rows]))


if __name__ == "__main__":
    asyncio.run(main())
