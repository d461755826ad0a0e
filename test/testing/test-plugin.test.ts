import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { definePlugin } from "plugins-adapter/framework";
import { testPlugin } from "plugins-adapter/testing";
import { z } from "zod";
import denyFilter from "../../plugins/deny_filter/plugin.ts";

const remembering = definePlugin({
  kind: "remembering",
  hooks: ["tool_pre_invoke", "tool_post_invoke"],
  config: z.strictObject({ key: z.string().default("asked") }),
  create({ key }, { log }) {
    return {
      tool_pre_invoke({ name }, context) {
        context.setState(key, name);
        log.info({ tool: name }, "asked");
      },
      tool_post_invoke: (payload, context) => ({
        modified_payload: {
          ...payload,
          result: { before: context.getState(key) ?? null, user: context.global_context.user ?? null },
        },
      }),
    };
  },
});

test("a plugin on a payload, in three lines", async () => {
  const run = await testPlugin(denyFilter, { config: { words: ["secret"] } });
  const outcome = await run.hook("tool_pre_invoke", { name: "echo", args: { text: "a secret" } });
  assert.equal(outcome.violation?.code, "deny");
  assert.equal(outcome.violation?.plugin_name, "deny_filter");
});

describe("an exchange", () => {
  test("the post hook finds what the pre hook kept, until the next exchange", async (t) => {
    const run = await testPlugin(remembering);
    t.after(() => run.shutdown());
    await run.hook("tool_pre_invoke", { name: "echo", args: {} });
    const first = await run.hook("tool_post_invoke", { name: "echo", result: {} }, { user: "ada" });
    assert.deepEqual(first.payload.result, { before: "echo", user: "ada" });
    run.nextExchange();
    const second = await run.hook("tool_post_invoke", { name: "echo", result: {} });
    assert.deepEqual(second.payload.result, { before: null, user: null });
    assert.deepEqual(
      run.log.map(({ level, message }) => [level, message]),
      [["info", "asked"]],
    );
  });

  test("the test's own payload is neither frozen nor changed", async () => {
    const run = await testPlugin(remembering);
    const payload = { name: "echo", args: { a: { b: "c" } } };
    await run.hook("tool_pre_invoke", payload);
    payload.args.a.b = "d";
    assert.deepEqual(payload, { name: "echo", args: { a: { b: "d" } } });
  });

  test("a payload that is none is the test's mistake", async () => {
    const run = await testPlugin(remembering);
    const wrong = { tool: "echo" } as unknown as { name: string; args: object };
    await assert.rejects(
      run.hook("tool_pre_invoke", { ...wrong, args: {} }),
      /the payload is none of tool_pre_invoke: name: /,
    );
  });
});

describe("loading", () => {
  test("a module by its path or URL", async () => {
    for (const plugin of [
      "plugins/deny_filter/plugin.ts",
      new URL("../../plugins/deny_filter/plugin.ts", import.meta.url),
      `${new URL("../../plugins/deny_filter/plugin.ts", import.meta.url)}#default`,
    ]) {
      const run = await testPlugin(plugin, { config: { words: ["x"] } });
      const { continue_processing } = await run.hook("tool_pre_invoke", { name: "x", args: { a: "x" } });
      assert.equal(continue_processing, false);
    }
  });

  test("a bad config is refused as the adapter refuses it", async () => {
    await assert.rejects(testPlugin(denyFilter, { config: { word: ["x"] } }), /deny_filter.*words?/s);
  });

  test("the entry's mode and conditions hold", async () => {
    const config = { words: ["x"] };
    const permissive = await testPlugin(denyFilter, { config, mode: "permissive" });
    const recorded = await permissive.hook("tool_pre_invoke", { name: "t", args: { a: "x" } });
    assert.equal(recorded.continue_processing, true);
    assert.equal(recorded.executions[0]?.action, "recorded");
    const limited = await testPlugin(denyFilter, { config, conditions: [{ tools: ["other"] }] });
    const passed = await limited.hook("tool_pre_invoke", { name: "t", args: { a: "x" } });
    assert.deepEqual(passed.executions, []);
  });
});

const hybrid = definePlugin({
  kind: "hybrid",
  hooks: ["tool_pre_invoke"],
  config: z.strictObject({ url: z.string() }),
  create({ url }) {
    return {
      async initialize({ http, cache }) {
        cache.set("words", (await http.fetch(url)).json());
      },
      async tool_pre_invoke(payload, { services }) {
        const words = services.cache.get("words") as string[];
        if (words.some((word) => JSON.stringify(payload.args).includes(word)))
          return { violation: { reason: "a word", description: "a word", code: "WORD", details: {} } };
        const outcome = await services.plugin("guard").invoke("tool_pre_invoke", payload);
        return outcome.continue_processing ? {} : { violation: outcome.violation ?? {} };
      },
    };
  },
});

test("fakes stand in for plugins that are called and for HTTP servers", async () => {
  const asked: unknown[] = [];
  const run = await testPlugin(hybrid, {
    config: { url: "https://lists.example/words" },
    fakes: {
      http(request) {
        asked.push(request);
        return { json: ["forbidden"] };
      },
      plugins: {
        guard: {
          tool_pre_invoke: ({ args }) =>
            args["n"] === 2
              ? { violation: { reason: "two", description: "two", code: "TWO", details: {} } }
              : {},
        },
      },
    },
  });
  const call = async (args: Record<string, string | number>) =>
    (await run.hook("tool_pre_invoke", { name: "t", args })).violation?.code;
  assert.equal(await call({ n: 1 }), undefined);
  assert.equal(await call({ n: 2 }), "TWO");
  assert.equal(await call({ text: "forbidden" }), "WORD");
  assert.deepEqual(asked, [{ url: "https://lists.example/words", method: "GET", headers: {}, body: "" }]);
  await run.shutdown();
});

test("without fakes nobody is reached", async () => {
  await assert.rejects(testPlugin(hybrid, { config: { url: "https://lists.example/words" } }), /`http`/);
});
