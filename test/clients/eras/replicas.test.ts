/** Two adapters on one Redis, which one Envoy takes in turn: what one saw asked, the other sees answered; without Redis, by its shape. */
import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { CallToolResultSchema, CreateTaskResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { startRedis } from "../../peers/redis/redis.ts";
import { word } from "../typescript/serve.ts";
import { connectLegacy } from "./legacy-client.ts";
import { newLegacyServer } from "./legacy-server.ts";
import { startEraRig } from "./rig.ts";

test("two adapters, one Redis, one Envoy", async (t) => {
  const redis = await startRedis(t);
  const server = newLegacyServer();
  const rig = await startEraRig(t, {
    serve: server.serve,
    variant: "static",
    adapters: 2,
    settings: `state: { redis: { url: "${redis.url}" } }`,
  });
  t.after(() => server.close());
  const keys = async (kind: string) =>
    (await redis.command(["KEYS", `*${kind}*`])).match(/\$\d+/g)?.length ?? 0;
  const until = async (holds: () => Promise<boolean>) => {
    for (const deadline = Date.now() + 60_000; !(await holds()); await wait(20))
      assert.ok(Date.now() < deadline);
  };
  // What was kept arrives while its message goes on already: the call, and what its tool asks.
  let before = 0;
  const asked = () => until(async () => (await keys("request")) > before + 1);
  const countFromNow = async () => {
    before = await keys("request");
  };
  const { client, call } = await connectLegacy(t, rig.url, { wait: asked });
  const startTask = async (args: Record<string, unknown> = {}) => {
    const { task } = await client.request(
      { method: "tools/call", params: { name: "quick_task", arguments: args, task: { ttl: 600_000 } } },
      CreateTaskResultSchema,
    );
    return task.taskId;
  };
  const resultOf = (id: string) => client.experimental.tasks.getTaskResult(id, CallToolResultSchema);
  const names = () => rig.seen("tool_post_invoke").map(({ name }) => name);

  await t.test("an elicitation that is answered through the other", async () => {
    for (let times = 0; times < 2; times++) {
      await countFromNow();
      rig.forget();
      assert.match(await call("form"), /answered.*Ada/);
      assert.deepEqual(
        rig.seen("elicitation_response").map(({ method }) => method),
        ["elicitation/create"],
      );
    }
    for (const { management } of rig.adapters) {
      const { body } = await management("/metrics");
      assert.match(body, /elicitation_(?:request|response)/, "an adapter saw nothing");
    }
  });

  await t.test("a task that is fetched through the other", async () => {
    const id = await startTask();
    await until(async () => (await keys("task")) > 0);
    for (let times = 0; times < 2; times++) {
      rig.forget();
      assert.match(JSON.stringify(await resultOf(id)), /task of quick_task/);
      assert.deepEqual(names(), ["quick_task"]);
    }
  });

  await t.test("a stream that is resumed through either", async () => {
    for (let times = 0; times < 2; times++) {
      await countFromNow();
      rig.forget();
      const reached = rig.requests.length;
      const isResumed = ({ headers }: IncomingMessage) => headers["last-event-id"] !== undefined;
      const answer = call("polls", { text: "fine" });
      await until(
        async () => (await keys("request")) > before && rig.requests.slice(reached).some(isResumed),
      );
      server.release();
      assert.equal(await answer, "fine");
      assert.deepEqual(names(), ["polls"]);
    }
  });

  await t.test("without Redis", async () => {
    const good = await startTask();
    const bad = await startTask({ bad: true });
    const kill = async () => {
      await redis.stop();
      for (const { management } of rig.adapters)
        await until(async () => (await management("/readyz")).body.includes("state_failing"));
    };
    const other = await connectLegacy(t, rig.url, { user: word, wait: kill });
    assert.match(await other.call("form"), /^refused 40300/);
    rig.forget();
    assert.match(JSON.stringify(await resultOf(good)), /task of quick_task/);
    assert.deepEqual(names(), [""]);
    await assert.rejects(resultOf(bad), (error) => (error as { code?: unknown }).code === 40300);
    const third = await connectLegacy(t, rig.url);
    rig.forget();
    assert.match(await third.call("form"), /answered.*Ada/);
    for (const hook of ["elicitation_response", "sampling_response"])
      assert.ok(JSON.stringify(rig.seen(hook)).includes("Ada"), hook);
    assert.match(await third.call("sample"), /answered.*roses/);
  });

  await t.test("with Redis again", async () => {
    await redis.start();
    for (const { management } of rig.adapters)
      await until(async () => !(await management("/readyz")).body.includes("state_failing"));
    const back = await connectLegacy(t, rig.url, { wait: asked });
    await countFromNow();
    rig.forget();
    assert.match(await back.call("form"), /answered.*Ada/);
    assert.deepEqual(
      rig.seen("elicitation_response").map(({ method }) => method),
      ["elicitation/create"],
    );
  });
});
