"""Asks a detector of the field about rows: one JSON document on standard input, one on standard output.

In:  {"detector": "module:Class" or "detect_secrets", "config": {…}, "rows": [[hook, payload], …]}
     or {"detector": …, "spans": [text, …]}
Out: {"flags": [bool, …], "microseconds": n} or {"spans": [[[type, start, end in bytes of UTF-8], …], …], "microseconds": n}
"""

import asyncio
import importlib
import json
import os
import sys
import tempfile
import time


def loaded(name):
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)


async def flags_of_plugin(asked):
    from cpex.framework import GlobalContext, PluginConfig, PluginContext
    from cpex.framework import ToolPostInvokePayload, ToolPreInvokePayload

    payloads = {"tool_pre_invoke": ToolPreInvokePayload, "tool_post_invoke": ToolPostInvokePayload}
    config = PluginConfig(name="subject", kind="subject", hooks=list(payloads), config=asked["config"])
    plugin = loaded(asked["detector"])(config)
    flags = []
    spent = 0.0
    for hook, payload in asked["rows"]:
        given = payloads[hook](**payload)
        context = PluginContext(global_context=GlobalContext(request_id="eval"))
        began = time.process_time()
        result = await getattr(plugin, hook)(given, context)
        spent += time.process_time() - began
        flags.append(not result.continue_processing or result.modified_payload is not None)
    return {"flags": flags, "microseconds": spent * 1e6}


def text_of(payload):
    if "args" in payload:
        return payload["args"]["value"]
    return payload["result"]["content"][0]["text"]


def flags_of_detect_secrets(asked):
    """As files, which is what it is made for: texts by themselves are judged without its filters."""
    from detect_secrets import SecretsCollection
    from detect_secrets.settings import default_settings

    flags = []
    spent = 0.0
    with tempfile.TemporaryDirectory() as folder, default_settings():
        path = os.path.join(folder, "text.txt")
        for _hook, payload in asked["rows"]:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text_of(payload) + "\n")
            secrets = SecretsCollection()
            began = time.process_time()
            secrets.scan_file(path)
            spent += time.process_time() - began
            flags.append(bool(secrets))
    return {"flags": flags, "microseconds": spent * 1e6}


def spans_of(asked):
    detector = loaded(asked["detector"])(asked["config"])
    spans = []
    spent = 0.0
    for text in asked["spans"]:
        began = time.process_time()
        found = detector.detect(text)
        spent += time.process_time() - began
        spans.append([[kind, each["start"], each["end"]] for kind, all_of in found.items() for each in all_of])
    return {"spans": spans, "microseconds": spent * 1e6}


asked = json.load(sys.stdin)
if "spans" in asked:
    answer = spans_of(asked)
elif asked["detector"] == "detect_secrets":
    answer = flags_of_detect_secrets(asked)
else:
    answer = asyncio.run(flags_of_plugin(asked))
json.dump(answer, sys.stdout)
