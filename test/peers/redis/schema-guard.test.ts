import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import argumentGuard from "../../../plugins/argument_guard/plugin.ts";
import schemaGuard from "../../../plugins/schema_guard/plugin.ts";
import {
  checkFirst,
  checkLast,
  checkLimit,
  checkUnits,
  type JsonObject,
  type PluginDefinition,
  type PluginResult,
} from "../../../src/framework/index.ts";
import { redisPluginState } from "../../../src/state/redis-plugin-state.ts";
import { newContext, newPlugin } from "../../../src/testing/index.ts";
import { type Redis, startRedis } from "./redis.ts";
import { storeOf } from "./stores.ts";

async function replica(t: TestContext, redis: Redis, definition: PluginDefinition<never>, config: object) {
  const { store } = await storeOf(t, redis.url);
  const checks = { checkLimit, checkUnits, checkFirst, checkLast };
  const of = (name: string) => redisPluginState(store, name, undefined, checks);
  const states = { of, open: () => Promise.reject(new Error("not opened here")) };
  const plugin = newPlugin(definition, config, [], { states });
  await plugin.initialize?.(newContext().services);
  return plugin;
}

const codeOf = (answer: unknown) => (answer as PluginResult<unknown> | undefined)?.violation?.code;

test("what one replica saw listed, the others hold calls and results against", async (t) => {
  const redis = await startRedis(t);
  const [one, other] = await Promise.all(
    [1, 2].map(() => replica(t, redis, schemaGuard as never, { unknown_tools: "deny" })),
  );
  const call = (args: JsonObject) => other?.tool_pre_invoke?.({ name: "add", args }, newContext());
  assert.equal(codeOf(await call({ a: 1 })), "SCHEMA_GUARD_UNKNOWN_TOOL");
  const listed = (type: string) => ({
    name: "add",
    inputSchema: { required: ["a"] },
    outputSchema: { type },
  });
  const list = (type: string) =>
    one?.tool_list?.(
      {
        kind: "result",
        method: "tools/list",
        from: "server",
        result: { tools: [listed(type)] } as unknown as JsonObject,
      },
      newContext(),
    );
  const result = { structuredContent: [1] };
  const answered = () => other?.tool_post_invoke?.({ name: "add", result }, newContext());
  await list("array");
  assert.equal(codeOf(await call({ a: 1 })), undefined);
  assert.equal(codeOf(await call({})), "SCHEMA_GUARD_ARGS");
  assert.equal(codeOf(await answered()), undefined);
  await list("object");
  assert.equal(codeOf(await answered()), "SCHEMA_GUARD_RESULT");
});

test("what calls spend at several replicas is counted together", async (t) => {
  const redis = await startRedis(t);
  const spend = [{ name: "daily", tools: ["pay"], argument: "amount", limit: 10, window: "1d" }];
  const replicas = await Promise.all([1, 2].map(() => replica(t, redis, argumentGuard as never, { spend })));
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, at) =>
      replicas[at % 2]?.tool_pre_invoke?.({ name: "pay", args: { amount: 0.75 } }, newContext()),
    ),
  );
  const codes = answers.map(codeOf);
  assert.equal(codes.filter((code) => code === undefined).length, 13);
  assert.equal(codes.filter((code) => code === "ARGUMENT_GUARD_SPENT").length, 27);
});
