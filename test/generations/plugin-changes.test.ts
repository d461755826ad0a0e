import assert from "node:assert/strict";
import { test } from "node:test";
import { mergeRemoteEntry } from "../../src/framework/external/remote-entry.ts";
import { pluginEntry, pluginInstance } from "../../src/framework/index.ts";
import { changedMode, changedPlugin, type StartOne } from "../../src/generations/plugin-changes.ts";
import { partsOf } from "./parts.ts";

for (const [before, mode, onError] of [
  ["permissive", "enforce", "ignore"],
  ["enforce_ignore_error", "enforce", "fail"],
] as const) {
  test(`an external plugin that was set from ${before} to ${mode} stays so when it is made anew, whatever its server says`, async () => {
    const remote = { kind: "x", hooks: ["tool_pre_invoke"], mode: before, on_error: "ignore" };
    const merged = (entry: Parameters<StartOne>[0]) => {
      const reading = mergeRemoteEntry(entry, remote);
      assert.ok(reading.ok);
      return pluginInstance(reading.entry, { tool_pre_invoke() {} }, ["tool_pre_invoke"]);
    };
    const startOne: StartOne = async (entry) => ({ ok: true, instance: merged(entry) });
    const entry = pluginEntry({ name: "a", kind: "external" });
    const first = {
      ...partsOf([], { started: [], ended: [] }),
      entries: [entry],
      instances: [merged(entry)],
    };
    const set = await changedMode(first, "a", mode, startOne);
    assert.ok("instances" in set);
    const anew = await changedPlugin(set, "a", startOne);
    assert.ok("instances" in anew);
    const [instance] = anew.instances;
    assert.deepEqual([instance?.entry.mode, instance?.entry.onError], [mode, onError]);
    assert.notEqual(instance?.uuid, first.instances[0]?.uuid);
  });
}
