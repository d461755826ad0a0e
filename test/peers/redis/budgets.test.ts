import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import fc from "fast-check";
import {
  type BudgetAlgorithm,
  type BudgetLimit,
  type BudgetUse,
  checkFirst,
  checkLast,
  checkLimit,
  checkUnits,
  memoryStates,
} from "../../../src/framework/index.ts";
import { algorithmLetters, budgetScript } from "../../../src/state/budget-script.ts";
import { redisPluginState } from "../../../src/state/redis-plugin-state.ts";
import type { RedisStore } from "../../../src/state/redis-store.ts";
import { fakeClock } from "../../framework/fake-clock.ts";
import { startRedis } from "./redis.ts";
import { storeOf, until } from "./stores.ts";

const algorithms: readonly BudgetAlgorithm[] = ["fixed_window", "sliding_window", "token_bucket"];
const hour = 3_600_000;

async function stateOn(t: TestContext, url: string, plugin = "p") {
  const { store } = await storeOf(t, url);
  return {
    store,
    state: redisPluginState(store, plugin, undefined, { checkLimit, checkUnits, checkFirst, checkLast }),
  };
}

/** The script with a clock of the test's, which it is told in a last argument. Keys stay until the test ends. */
const timed = budgetScript("local now = tonumber(ARGV[#ARGV])");
const lasting = {
  text: timed.text.replace(
    "'PX', string.format('%.0f', math.max(1, math.ceil((expires - now) / 1000)))",
    "'PX', 3600000",
  ),
  sha: "0".repeat(40),
};

async function useTimed(store: RedisStore, uses: readonly BudgetUse[], nowMs: number) {
  const args = uses.flatMap(({ budget: { limit }, units = 1 }) => [
    algorithmLetters[limit.algorithm],
    String(limit.count),
    String(limit.windowMs * 1000),
    String(units),
  ]);
  const keys = uses.map(({ budget: { name, limit }, key }) => `${name}/${limit.algorithm}/${key}`);
  const [allowed, ...rest] = (await store.evaluate(lasting, keys, [
    ...args,
    String(nowMs * 1000),
  ])) as number[];
  const readings = [];
  for (let at = 0; at < rest.length; at += 3) readings.push(rest.slice(at, at + 3));
  return { allowed: allowed === 1, readings };
}

describe("budgets in a real Redis", () => {
  it("count as those in memory do", async (t) => {
    const redis = await startRedis(t);
    const { store } = await storeOf(t, redis.url);
    assert.notEqual(lasting.text, timed.text);
    const event = fc.record({
      pause: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 400 }), fc.nat({ max: 5000 })),
      units: fc.integer({ min: 1, max: 3 }),
      keys: fc.uniqueArray(fc.constantFrom(0, 1, 2), { minLength: 1 }),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(64, 100, 999, 1000, 1024),
        fc.array(event, { maxLength: 40 }),
        async (count, windowMs, events) => {
          const name = `run ${run++}`;
          const clock = fakeClock();
          const state = memoryStates({ clock }).of("p");
          const budgets = algorithms.map((algorithm) => state.budget(name, { algorithm, count, windowMs }));
          for (const { pause, units, keys } of events) {
            clock.advance(pause);
            const uses = keys.map((at) => ({ budget: budgets[at], key: "k", units }) as BudgetUse);
            const here = await state.use(uses);
            const there = await useTimed(store, uses, clock.now());
            assert.equal(there.allowed, here.allowed);
            for (const [at, { remaining, resetMs, retryMs }] of here.readings.entries()) {
              const [left, reset = 0, retry = 0] = there.readings[at] ?? [];
              assert.equal(left, remaining);
              // Whole microseconds there.
              assert.ok(Math.abs(reset / 1000 - resetMs) < 0.01, `reset ${reset} ${resetMs}`);
              assert.ok(Math.abs(retry / 1000 - retryMs) < 0.01, `retry ${retry} ${retryMs}`);
            }
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it("bear a clock that goes back", async (t) => {
    const redis = await startRedis(t);
    const { store } = await storeOf(t, redis.url);
    const state = memoryStates().of("p");
    for (const algorithm of algorithms) {
      const budget = state.budget("b", { algorithm, count: 2, windowMs: 1000 });
      const use = (now: number) => useTimed(store, [{ budget, key: "k" }], now);
      assert.ok((await use(1_000_000)).allowed);
      assert.ok((await use(500_000)).allowed);
      assert.ok(!(await use(500_000)).allowed);
      assert.ok((await use(502_000)).allowed, `${algorithm}: free again when a window has gone by`);
    }
  });

  for (const algorithm of algorithms) {
    it(`allow two replicas that ask at once what there is, and no more (${algorithm})`, async (t) => {
      const redis = await startRedis(t);
      const [here, there] = [await stateOn(t, redis.url), await stateOn(t, redis.url)];
      const limit: BudgetLimit = { algorithm, count: 30, windowMs: hour };
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, at) => {
          const { state } = at % 2 === 0 ? here : there;
          return state.use([
            { budget: state.budget("user", limit), key: `user ${at % 4}` },
            { budget: state.budget("all", { ...limit, count: 70 }), key: "all" },
          ]);
        }),
      );
      assert.equal(answers.filter(({ allowed }) => allowed).length, 70);
      const budget = here.state.budget("user", limit);
      const left = await here.state.use([{ budget, key: "user 5" }]);
      assert.equal(left.readings[0]?.remaining, 29);
    });

    it(`free what was used once its time is over, and leave nothing behind (${algorithm})`, async (t) => {
      const redis = await startRedis(t);
      const { state } = await stateOn(t, redis.url);
      const budget = state.budget("b", { algorithm, count: 1, windowMs: 200 });
      assert.ok((await state.use([{ budget, key: "k" }])).allowed);
      await until(async () => (await redis.command(["DBSIZE"])) === ":0\r\n");
      assert.ok((await state.use([{ budget, key: "k" }])).allowed);
      const long = state.budget("b", { algorithm, count: 1, windowMs: hour });
      await state.use([{ budget: long, key: "k" }]);
      const denied = await state.use([{ budget: long, key: "k" }]);
      assert.ok(!denied.allowed);
      const { retryMs = 0 } = denied.readings[0] ?? {};
      assert.ok(retryMs > hour - 600_000 && retryMs <= hour * (1 + 1 / 64), String(retryMs));
    });
  }

  it("keep plugins and names apart, and show nobody's name", async (t) => {
    const redis = await startRedis(t);
    const limit: BudgetLimit = { algorithm: "fixed_window", count: 1, windowMs: hour };
    for (const plugin of ["p", "q"]) {
      const { state } = await stateOn(t, redis.url, plugin);
      for (const name of ["a", "b"])
        assert.ok((await state.use([{ budget: state.budget(name, limit), key: "jane" }])).allowed);
    }
    const keys = await redis.command(["KEYS", "*"]);
    assert.equal(keys.match(/p:budget:[A-Za-z0-9_-]{43}\r/g)?.length, 4);
    assert.ok(!keys.includes("jane"));
  });

  it("go on when Redis has forgotten the script", async (t) => {
    const redis = await startRedis(t);
    const { state, store } = await stateOn(t, redis.url);
    const budget = state.budget("b", { algorithm: "fixed_window", count: 2, windowMs: hour });
    const use = () => state.use([{ budget, key: "k" }]);
    assert.ok((await use()).allowed);
    await redis.command(["SCRIPT", "FLUSH"]);
    assert.ok((await use()).allowed);
    assert.ok(!(await use()).allowed);
    assert.deepEqual(store.status().failures, { read: 0, write: 0 });
  });

  it("reject while Redis is away, and are there again with it", async (t) => {
    const redis = await startRedis(t);
    const { state, store } = await stateOn(t, redis.url);
    const budget = state.budget("b", { algorithm: "fixed_window", count: 1, windowMs: hour });
    await redis.stop();
    await until(() => !store.status().connected);
    await assert.rejects(async () => state.use([{ budget, key: "k" }]), /disconnected/);
    await state.ready();
    await redis.start();
    await until(() => store.status().connected);
    assert.ok((await state.use([{ budget, key: "k" }])).allowed);
  });

  it("reject on what somebody else wrote there, which ends no connection", async (t) => {
    const redis = await startRedis(t);
    const { state, store } = await stateOn(t, redis.url);
    const budget = state.budget("b", { algorithm: "fixed_window", count: 2, windowMs: hour });
    const use = async () => state.use([{ budget, key: "k" }]);
    assert.ok((await use()).allowed);
    const key = /p:budget:\S+/.exec(await redis.command(["KEYS", "*"]))?.[0] ?? "";
    await redis.command(["SET", key, "rubbish"]);
    await assert.rejects(use, /refused/);
    await redis.command(["DEL", key], ["LPUSH", key, "1"]);
    await assert.rejects(use, /refused/);
    assert.ok(store.status().connected);
    await redis.command(["DEL", key]);
    assert.ok((await use()).allowed);
  });

  const rights: readonly (readonly [string, boolean])[] = [
    ["+get +set +getdel +del", false],
    ["+get +set +getdel +del +eval +evalsha +time", true],
  ];
  for (const [granted, enough] of rights) {
    it(`${enough ? "need no more than" : "tell at the start that they need more than"} ${granted}`, async (t) => {
      const user = `jane on >s3cret ~p:* -@all ${granted}`.split(" ");
      const redis = await startRedis(t, ["--user", ...user]);
      const link = { username: "jane", password: async () => "s3cret" };
      const { store, problem } = await storeOf(t, redis.url, { link });
      assert.equal(problem, undefined);
      const state = redisPluginState(store, "p", undefined, {
        checkLimit,
        checkUnits,
        checkFirst,
        checkLast,
      });
      const budget = state.budget("b", { algorithm: "sliding_window", count: 1, windowMs: hour });
      if (enough) {
        await state.ready();
        assert.ok((await state.use([{ budget, key: "k" }])).allowed);
      } else {
        await assert.rejects(async () => state.ready(), /needs EVALSHA/);
        await assert.rejects(async () => state.use([{ budget, key: "k" }]), /refused/);
        // What else is kept there goes on.
        await store.set("a", "1", 60_000);
        assert.equal(await store.get("a"), "1");
      }
    });
  }
});

describe("first texts in a real Redis", () => {
  it("are kept as those in memory, for all replicas", async (t) => {
    const redis = await startRedis(t);
    const [one, other, stranger] = await Promise.all([
      stateOn(t, redis.url),
      stateOn(t, redis.url),
      stateOn(t, redis.url, "q"),
    ]);
    const many = Array.from({ length: 1200 }, (_, index) => ({ key: `k${index}`, text: `t${index}` }));
    assert.deepEqual(
      await one.state.keepFirst("pins", hour, many),
      many.map(({ text }) => text),
    );
    const again = [{ key: "k0", text: "other" }, { key: "k1199" }, { key: "new" }, { key: "k1", text: "x" }];
    assert.deepEqual(await other.state.keepFirst("pins", hour, again), ["t0", "t1199", undefined, "t1"]);
    assert.deepEqual(await other.state.keepFirst("names", hour, [{ key: "k0" }]), [undefined]);
    assert.deepEqual(await stranger.state.keepFirst("pins", hour, [{ key: "k0" }]), [undefined]);
    await Promise.all([
      one.state.keepFirst("brief", 1, [{ key: "a", text: "first" }]),
      one.state.keepFirst("pins", hour, []),
    ]);
    await until(async () => {
      const [kept] = await other.state.keepFirst("brief", 1, [{ key: "a", text: "second" }]);
      return kept === "second";
    });
  });
});

describe("last texts in a real Redis", () => {
  it("are kept as those in memory, for all replicas", async (t) => {
    const redis = await startRedis(t);
    const [one, other, stranger] = await Promise.all([
      stateOn(t, redis.url),
      stateOn(t, redis.url),
      stateOn(t, redis.url, "q"),
    ]);
    // More than one script takes, by number and by length.
    const many = Array.from({ length: 1200 }, (_, index) => ({
      key: `k${index}`,
      text: `${index}`.padStart(index < 4 ? 400_000 : 4, "é"),
    }));
    const texts = many.map(({ text }) => text);
    assert.deepEqual(await one.state.keepLast("schemas", hour, many), texts);
    const again = [{ key: "k0", text: "other" }, { key: "k1199" }, { key: "new" }, { key: "k3" }];
    assert.deepEqual(await other.state.keepLast("schemas", hour, again), [
      "other",
      texts[1199],
      undefined,
      texts[3],
    ]);
    assert.deepEqual(await one.state.keepLast("schemas", hour, [{ key: "k0" }]), ["other"]);
    assert.deepEqual(await stranger.state.keepLast("schemas", hour, [{ key: "k0" }]), [undefined]);
    assert.deepEqual(await one.state.keepFirst("schemas", hour, [{ key: "k0" }]), [undefined]);
    await one.state.keepLast("brief", 1, [{ key: "a", text: "gone soon" }]);
    await until(async () => {
      const [kept] = await other.state.keepLast("brief", 1, [{ key: "a" }]);
      return kept === undefined;
    });
  });
});
