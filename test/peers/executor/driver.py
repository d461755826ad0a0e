"""Runs a table of cases through the real cpex: a list of cases as JSON on stdin, a list of results on stdout.

A case is configurations of scripted plugins and calls of hooks (see case.ts). What a script says, script.ts does on the
other side; both do nothing that the data does not name.
"""

import asyncio
import json
import logging
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
logging.disable(logging.CRITICAL)

from cpex.framework import GlobalContext, PluginConfig  # noqa: E402
from cpex.framework.hooks.policies import HookPayloadPolicy  # noqa: E402
from cpex.framework.manager import TenantPluginManager  # noqa: E402
from cpex.framework.models import Config  # noqa: E402

import scripted  # noqa: E402


def manager_of(case, policies):
    hooks = sorted({call["hook"] for call in case["calls"]})
    plugins = [
        PluginConfig(
            kind="scripted.ScriptedPlugin",
            hooks=plugin.get("hooks", hooks),
            config={"script": plugin["script"]},
            **{
                key: plugin[key]
                for key in ("name", "mode", "on_error", "priority", "conditions")
                if key in plugin
            },
        )
        for plugin in case["plugins"]
    ]
    return TenantPluginManager(
        config=Config(plugins=plugins),
        timeout=case["timeout_ms"] / 1000,
        hook_policies={
            hook: HookPayloadPolicy(writable_fields=frozenset(fields))
            for hook, fields in policies.items()
        },
    )


async def invoke(manager, call, contexts):
    payload = scripted.payload_of(call["hook"], call["payload"])
    context = GlobalContext(**{"request_id": "r1", **json.loads(json.dumps(call["context"]))})
    scripted.ran.clear()
    try:
        result, kept = await manager.invoke_hook(call["hook"], payload, context, contexts)
    except Exception as error:  # what was raised is the result
        return {"ran": list(scripted.ran), "raised": type(error).__name__}, None
    if result.background_tasks:
        await asyncio.gather(*result.background_tasks)
    final = result.modified_payload if result.modified_payload is not None else payload
    violation = result.violation
    outcome = {
        "ran": list(scripted.ran),
        "passes": result.continue_processing,
        "payload": scripted.dump(final),
        "modified": result.modified_payload is not None,
        "violation": None
        if violation is None
        else {**violation.model_dump(exclude_none=True), "plugin_name": violation.plugin_name},
        "metadata": scripted.plain(result.metadata),
        "http_headers": result.http_headers or {},
        "retry_delay_ms": result.retry_delay_ms,
        "global_state": scripted.plain(context.state),
        "global_metadata": scripted.plain(context.metadata),
    }
    executions = getattr(result, "executions", None)
    if executions is not None:
        outcome["records"] = [
            {
                "plugin": record.plugin_name,
                "mode": str(record.mode),
                "status": str(record.status),
                "allowed": record.effective_allow,
                "modified": record.payload_modified,
            }
            for record in executions
        ]
    return outcome, kept


async def run(case, policies):
    manager = manager_of(case, policies)
    await manager.initialize()
    contexts = {}
    results = []
    for call in case["calls"]:
        outcome, kept = await invoke(manager, call, contexts)
        contexts.update(kept or {})
        results.append(outcome)
    await manager.shutdown()
    return results


async def main():
    given = json.load(sys.stdin)
    results = [await run(case, given["policies"]) for case in given["cases"]]
    json.dump(results, sys.stdout)


asyncio.run(main())
