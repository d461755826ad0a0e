import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { configFile, runCli } from "./cli.ts";

/** One that denies at once, and beside it one that works until it is told to stop. */
const module = `export function denies() {
  return { tool_pre_invoke: async () => ({ continue_processing: false, violation: { reason: "no", description: "", code: "NO" } }) };
}
export function waits() {
  return { tool_pre_invoke: (_, { signal }) => new Promise((resolve) => signal.addEventListener("abort", resolve)) };
}
`;
const config = `plugins:
  - { name: Waits, kind: "./two.mjs#waits", mode: concurrent, hooks: [tool_pre_invoke] }
  - { name: Denies, kind: "./two.mjs#denies", mode: concurrent, hooks: [tool_pre_invoke] }
adapter: {}
`;
const call = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "t", arguments: {} } };

test("a plugin that a neighbour's deny cut off is told as that, not as one that denied", async (t) => {
  const file = configFile(t, config);
  writeFileSync(join(dirname(file), "two.mjs"), module);
  const message = configFile(t, JSON.stringify(call), "call.json");
  const explained = await runCli(t, ["explain", "--config", file, "--file", message]);
  assert.equal(explained.code, 3, explained.err);
  assert.match(explained.out, /Waits \(concurrent, priority 100\): cut off: /);
  assert.match(explained.out, /Denies \(concurrent, priority 100\): denies, NO: /);

  const recording = configFile(t, JSON.stringify({ request: { body: call } }), "recording.jsonl");
  const replayed = await runCli(t, ["replay", "--config", file, "--file", recording]);
  assert.match(
    replayed.out,
    /plugin Waits: 1 runs, 0 edits, 0 denials, 0 recorded only, 0 failures, 1 cut off\n/,
  );
});
