import assert from "node:assert/strict";
import { test } from "node:test";
import { chainPlugins, type Plugin, type PluginResult } from "../../src/framework/index.ts";
import { newContext } from "../../src/testing/instances.ts";

const hooks = ["tool_pre_invoke", "tool_post_invoke"];
const call = (q: string) => ({ name: "t", args: { q } });

/** Adds a letter to the argument; a promise where `later`. */
function adding(letter: string, later = false): Plugin {
  return {
    tool_pre_invoke(payload) {
      const answer = {
        modified_payload: { ...payload, args: { q: `${payload.args["q"]}${letter}` } },
        metadata: { [letter]: true, last: letter },
        http_headers: { [`x-${letter}`]: "1" },
      };
      return later ? Promise.resolve(answer) : answer;
    },
  };
}
const denying: Plugin = { tool_pre_invoke: () => ({ violation: { code: "NO", description: "no" } }) };

for (const later of [false, true])
  test(`each runs on what the one before left, ${later ? "later" : "at once"}`, async () => {
    const chained = chainPlugins(hooks, [adding("a", later), {}, adding("b"), adding("c", later)]);
    const answer = chained.tool_pre_invoke?.(call("x"), newContext());
    assert.equal(answer instanceof Promise, later);
    assert.deepEqual(await answer, {
      modified_payload: call("xabc"),
      metadata: { a: true, b: true, c: true, last: "c" },
      http_headers: { "x-a": "1", "x-b": "1", "x-c": "1" },
    });
  });

test("the first that denies ends it; what was edited before is told", async () => {
  for (const later of [false, true]) {
    const chained = chainPlugins(hooks, [adding("a", later), denying, adding("b")]);
    const answer = (await chained.tool_pre_invoke?.(call("x"), newContext())) as PluginResult<unknown>;
    assert.equal(answer.violation?.code, "NO");
    assert.deepEqual(answer.modified_payload, call("xa"));
  }
});

test("a hook that none has does nothing", () => {
  const chained = chainPlugins(hooks, [adding("a")]);
  assert.equal(chained.tool_post_invoke?.({ name: "t", result: null }, newContext()), undefined);
});

test("what is kept in `this` is found, and an error goes out", () => {
  const keeping: Plugin & { seen: number } = {
    seen: 1,
    tool_pre_invoke(this: { seen: number }) {
      throw new Error(`seen ${this.seen}`);
    },
  };
  const chained = chainPlugins(hooks, [keeping]);
  assert.throws(() => chained.tool_pre_invoke?.(call("x"), newContext()), /seen 1/);
});

test("all are started, asked for their health, and stopped, even where one fails to", async () => {
  const told: string[] = [];
  const part = (name: string): Plugin => ({
    initialize: () => void told.push(`start ${name}`),
    health: () => void told.push(`health ${name}`),
    shutdown() {
      told.push(`stop ${name}`);
      if (name === "a") throw new Error("a hangs on");
    },
  });
  const chained = chainPlugins(hooks, [part("a"), {}, part("b")]);
  await chained.initialize?.(newContext().services);
  await chained.health?.();
  await assert.rejects(async () => chained.shutdown?.(), /a hangs on/);
  assert.deepEqual(told, ["start a", "start b", "health a", "health b", "stop a", "stop b"]);
});
