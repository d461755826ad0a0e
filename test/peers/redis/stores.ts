import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { systemClock } from "../../../src/framework/index.ts";
import { readRedisUrl } from "../../../src/settings/redis-url.ts";
import { type LinkOptions, redisLinks } from "../../../src/state/redis-link.ts";
import { createRedisStore } from "../../../src/state/redis-store.ts";
import { maxValueBytes } from "../../state/store-cases.ts";

/** Times that no busy machine reaches; tests that wait for one to pass have shorter ones. */
const patient = {
  key_prefix: "p:",
  connect_timeout_ms: 60_000,
  command_timeout_ms: 60_000,
  max_pending: 1000,
  reconnect_max_ms: 50,
};

interface StoreWish {
  readonly settings?: Partial<typeof patient>;
  readonly link?: Partial<LinkOptions>;
}

/** A store on the Redis of this URL, which has tried to connect once; closed with the test. */
export async function storeOf(t: TestContext, url: string, { settings = {}, link = {} }: StoreWish = {}) {
  const reading = readRedisUrl(url);
  assert.ok(reading.ok);
  const { target } = reading;
  const wanted = { ...patient, ...settings };
  const told: string[] = [];
  const store = createRedisStore({
    open: await redisLinks({
      target,
      username: target.username,
      password: async () => target.password,
      tls: undefined,
      connectTimeoutMs: wanted.connect_timeout_ms,
      ...link,
    }),
    settings: wanted,
    limits: { max_value_bytes: maxValueBytes },
    clock: systemClock,
    observer: { lost: (code) => told.push(code), recovered: () => told.push("recovered") },
  });
  t.after(() => store.close());
  const problem = await store.start();
  return { store, problem, told };
}

/** Waits until it is so. */
export async function until(is: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 60_000; !(await is()); await wait(5))
    assert.ok(Date.now() < deadline, "it never came to that");
}
