import assert from "node:assert/strict";
import { test } from "node:test";
import { pluginStates } from "../../src/commands/plugin-states.ts";
import type { BudgetUse, PluginState } from "../../src/framework/index.ts";
import { defaultSettings } from "../../src/settings/adapter.ts";

function kept(max_counters = 10) {
  const warnings: object[] = [];
  const log = { info() {}, warn: (fields: object) => void warnings.push(fields), error() {} };
  return { states: pluginStates({ ...defaultSettings.state, max_counters }, log), warnings };
}

async function takes(state: PluginState, key: string): Promise<boolean> {
  const budget = state.budget("b", { algorithm: "fixed_window", count: 1, windowMs: 3_600_000 });
  const use: BudgetUse = { budget, key };
  return (await state.use([use])).allowed;
}

test("without a Redis plugins count in memory, and those that ask for the adapter's Redis are refused", async () => {
  const { states } = kept();
  assert.equal(states.of("p").kind, "memory");
  assert.equal((await states.open("p", { kind: "memory" })).state.kind, "memory");
  await assert.rejects(states.open("p", { kind: "redis" }), /adapter\.state\.redis names no Redis/);
});

test("a limit with more keys than counters is told once", async () => {
  const { states, warnings } = kept(2);
  const state = states.of("p");
  const allowed = [];
  for (const key of ["a", "b", "c", "d"]) allowed.push(await takes(state, key));
  assert.deepEqual(allowed, [true, true, true, false]);
  assert.deepEqual(warnings, [{ plugin: "p", budget: "b", max_counters: 2 }]);
});

test("a Redis of a plugin's own that is none, or is not there, is told without its password", async () => {
  const { states } = kept();
  const open = (url: string, required = true) =>
    states.open("p", { kind: "redis", own: { url, keyPrefix: "rl:", required } });
  await assert.rejects(open("http://jane:s3cret@127.0.0.1"), (error: Error) => {
    assert.match(error.message, /expected redis:\/\//);
    return !error.message.includes("s3cret");
  });
  await assert.rejects(open("redis://jane:s3cret@127.0.0.1:1"), (error: Error) => {
    assert.match(error.message, /redis:\/\/127\.0\.0\.1:1\/0 cannot be used: ECONNREFUSED/);
    return !error.message.includes("s3cret");
  });
  const { state, close } = await open("redis://127.0.0.1:1", false);
  await assert.rejects(takes(state, "a"), /disconnected/);
  await close();
  await assert.rejects(takes(state, "a"), /closed/);
});
