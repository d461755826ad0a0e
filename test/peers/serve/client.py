"""Runs cases through cpex's plugin manager; its plugins are those of the given configuration, `kind: external`.

usage: client.py CONFIG < cases.json > results.json

A case is {"hook", "payload", "request"?}: cases of one request share the contexts that the manager gives back. A result
is {"result", "global_state"}, or {"error"} for what the manager raised.
"""

import asyncio
import json
import sys

from cpex.framework import GlobalContext, PluginManager
from cpex.framework.hooks.registry import get_hook_registry


async def main() -> None:
    cases = json.load(sys.stdin)
    manager = PluginManager(sys.argv[1])
    await manager.initialize()
    results = []
    try:
        requests = {}
        for number, case in enumerate(cases):
            request = case.get("request", f"case-{number}")
            if request not in requests:
                requests[request] = [GlobalContext(request_id=request, user="bob", tenant_id="t", server_id="s1"), None]
            context, contexts = requests[request]
            payload = get_hook_registry().json_to_payload(case["hook"], case["payload"])
            try:
                result, requests[request][1] = await manager.invoke_hook(case["hook"], payload, context, contexts)
            except Exception as error:
                results.append({"error": str(error)})
                continue
            shown = result.model_dump(mode="json")
            if result.violation:
                shown["violation"]["plugin_name"] = result.violation.plugin_name
            results.append({"result": shown, "global_state": context.state})
    finally:
        await manager.shutdown()
    json.dump(results, sys.stdout)


asyncio.run(main())
