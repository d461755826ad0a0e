import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { MessagePayload, Plugin } from "../../../src/framework/index.ts";
import { defaultSettings } from "../../../src/settings/adapter.ts";
import { createCorrelation } from "../../../src/state/correlation.ts";
import {
  call,
  inspect,
  postHeaders,
  push,
  request,
  requestHead,
  responseHead,
} from "../../inspection/inspect.ts";
import { type Redis, startRedis } from "./redis.ts";
import { storeOf, until } from "./stores.ts";

const events = [
  [":status", "200"],
  ["content-type", "text/event-stream"],
] as const;
const session = [...postHeaders, ["mcp-session-id", "s"]] as const;
const getting = [[":method", "GET"], ...session.slice(1)] as const;

/** Two adapters with the same plugin on one Redis. */
async function replicas(t: TestContext, plugin: Plugin) {
  const redis = await startRedis(t);
  const one = async () => {
    const { store } = await storeOf(t, redis.url);
    const settings = defaultSettings.state;
    const correlation = createCorrelation({ store, settings, hashKey: undefined });
    return { ...(await inspect(plugin, {}, "enforce", [], correlation)), store };
  };
  return { redis, here: await one(), there: await one() };
}

/** What was kept arrives while its message goes on already. */
const holding = (redis: Redis, keys: number) =>
  until(async () => (await redis.command(["DBSIZE"])) === `:${keys}\r\n`);

test("a client's answer through one replica is that to the request that a server sent through another", async (t) => {
  const seen: string[] = [];
  const note = ({ method }: MessagePayload) => void seen.push(method);
  const plugin = { elicitation_request: () => {}, elicitation_response: note, sampling_response: note };
  const { redis, here, there } = await replicas(t, plugin);
  requestHead(here.exchange, getting, true);
  responseHead(here.exchange, events);
  for (const id of [7, 8])
    await push(
      here.exchange,
      `data: {"jsonrpc":"2.0","id":${id},"method":"sampling/createMessage","params":{}}\n\n`,
    );
  await holding(redis, 2);
  const answer = async (id: number) => {
    seen.length = 0;
    const next = there.inspector.open();
    requestHead(next, session);
    const verdict = await request(next, `{"jsonrpc":"2.0","id":${id},"result":{"action":"accept"}}`);
    assert.equal(verdict.kind, "pass");
    return [...seen];
  };
  // By its request and by its shape; once it was answered, by its shape alone.
  assert.deepEqual(await answer(7), ["sampling/createMessage", "sampling/createMessage"]);
  assert.deepEqual(await answer(7), [""]);
  await redis.stop();
  await until(() => !there.store.status().connected);
  assert.deepEqual(await answer(8), [""]);
  assert.deepEqual([here.faults, there.faults], [[], []]);
});

test("a stream that is resumed through another replica answers the call of the first", async (t) => {
  const seen: string[] = [];
  const plugin: Plugin = { tool_post_invoke: ({ name }) => void seen.push(name) };
  const { redis, here, there } = await replicas(t, plugin);
  requestHead(here.exchange, session);
  await request(here.exchange, call("1", "slow", "{}"));
  responseHead(here.exchange, events);
  await push(here.exchange, "id: 1\ndata:\n\n");
  // The call, and that it waits.
  await holding(redis, 2);
  const answer = `data: {"jsonrpc":"2.0","id":1,"result":{"content":[]}}\n\n`;
  for (const stops of [false, true]) {
    if (stops) await redis.stop();
    if (stops) await until(() => !there.store.status().connected);
    const resumed = there.inspector.open();
    requestHead(resumed, [...getting, ["last-event-id", "1"]], true);
    responseHead(resumed, events);
    assert.equal(await push(resumed, answer), answer);
  }
  assert.deepEqual(seen, ["slow", ""]);
  assert.deepEqual([here.faults, there.faults], [[], []]);
});

test("calls that wait under one id at two replicas are noticed, also while Redis is away", async (t) => {
  const seen: string[] = [];
  const plugin: Plugin = { tool_post_invoke: ({ name }) => void seen.push(name) };
  const { redis, here, there } = await replicas(t, plugin);
  const send = async ({ inspector }: typeof here, id: string, name: string) => {
    const exchange = inspector.open();
    requestHead(exchange, session);
    await request(exchange, call(id, name, "{}"));
    responseHead(exchange, events);
    return exchange;
  };
  const answer = async (exchange: Awaited<ReturnType<typeof send>>, id: string) => {
    await push(exchange, `data: {"jsonrpc":"2.0","id":${id},"result":{"content":[]}}\n\n`);
    return seen.splice(0);
  };
  const secret = await send(here, "1", "secret");
  const harmless = await send(there, "1", "harmless");
  assert.deepEqual(await answer(harmless, "1"), [""]);
  assert.deepEqual(await answer(secret, "1"), [""]);
  assert.deepEqual(await answer(await send(there, "2", "harmless"), "2"), ["harmless"]);
  await redis.stop();
  await until(() => !there.store.status().connected);
  assert.deepEqual(await answer(await send(there, "3", "harmless"), "3"), [""]);
  assert.deepEqual([here.faults, there.faults], [[], []]);
});
