import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  type BudgetAlgorithm,
  type BudgetAnswer,
  type BudgetLimit,
  memoryStates,
  type PluginState,
} from "../../../src/framework/index.ts";
import { fakeClock } from "../fake-clock.ts";
import { naiveBudget } from "./naive-budget.ts";

const algorithms: readonly BudgetAlgorithm[] = ["fixed_window", "sliding_window", "token_bucket"];
const used = (answer: unknown): BudgetAnswer => {
  assert.ok(!(answer instanceof Promise), "an answer from memory is there at once");
  return answer as BudgetAnswer;
};

/** [milliseconds of the clock, allowed, remaining, reset, retry] of one use after the other, of 3 in 64 seconds. */
type Step = readonly [at: number, allowed: boolean, remaining: number, reset: number, retry: number];
const steps: Readonly<Record<BudgetAlgorithm, readonly Step[]>> = {
  fixed_window: [
    [500, true, 2, 64_000, 0],
    [60_500, true, 1, 4000, 0],
    [60_500, true, 0, 4000, 0],
    [64_499, false, 0, 1, 1],
    // The next window begins with the next use.
    [64_500, true, 2, 64_000, 0],
    [200_000, true, 2, 64_000, 0],
  ],
  sliding_window: [
    // Counts from the next whole second on.
    [500, true, 2, 64_500, 0],
    [60_000, true, 1, 5000, 0],
    [60_500, true, 0, 4500, 0],
    [64_999, false, 0, 1, 1],
    [65_000, true, 0, 59_000, 0],
    [65_000, false, 0, 59_000, 59_000],
    [124_000, true, 0, 1000, 0],
    [125_000, true, 0, 4000, 0],
    [1_000_000, true, 2, 64_000, 0],
  ],
  token_bucket: [
    [0, true, 2, 64_000 / 3, 0],
    [0, true, 1, 128_000 / 3, 0],
    [0, true, 0, 64_000, 0],
    [1000, false, 0, 63_000, 64_000 / 3 - 1000],
    // What was refused has cost nothing.
    [21_334, true, 0, 64_000 - 21_334 + 64_000 / 3, 0],
    [1_000_000, true, 2, 64_000 / 3, 0],
  ],
};

describe("budgets in memory", () => {
  for (const algorithm of algorithms) {
    it(`count by ${algorithm}`, () => {
      const clock = fakeClock();
      const state = memoryStates({ clock }).of("p");
      const budget = state.budget("b", { algorithm, count: 3, windowMs: 64_000 });
      for (const [at, allowed, remaining, reset, retry] of steps[algorithm]) {
        clock.advance(at - clock.now());
        const answer = used(state.use([{ budget, key: "k" }]));
        const [reading] = answer.readings;
        const found = [at, answer.allowed, reading?.remaining, reading?.resetMs, reading?.retryMs];
        const near = (value: unknown) => Math.round(Number(value) * 1e6) / 1e6;
        assert.deepEqual(found.map(near), [at, allowed, remaining, reset, retry].map(near));
      }
    });

    it(`agree with a log of all uses (${algorithm}), and never allow more than there is`, () => {
      const event = fc.record({
        pause: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 400 }), fc.nat({ max: 5000 })),
        units: fc.integer({ min: 1, max: 3 }),
        key: fc.constantFrom("a", "b"),
      });
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 12 }),
          fc.constantFrom(1, 64, 100, 999, 1000, 1024),
          fc.array(event, { maxLength: 60 }),
          (count, windowMs, events) => {
            const clock = fakeClock();
            const limit: BudgetLimit = { algorithm, count, windowMs };
            const state = memoryStates({ clock }).of("p");
            const budget = state.budget("b", limit);
            const naive = { a: naiveBudget(limit), b: naiveBudget(limit) };
            for (const { pause, units, key } of events) {
              clock.advance(pause);
              const now = clock.now();
              const model = naive[key as "a" | "b"];
              const expected = model.fits(now, units);
              const { allowed, readings } = used(state.use([{ budget, key, units }]));
              assert.equal(allowed, expected);
              if (allowed) model.add(now, units);
              assert.equal(readings[0]?.remaining, model.remaining(now));
              const retry = readings[0]?.retryMs ?? 0;
              assert.equal(retry > 0, !allowed);
              // At the time that it names there is as much as was asked for, and not a millisecond before.
              if (allowed || units > count) continue;
              assert.ok(model.fits(Math.ceil(now + retry - 1e-6), units));
              assert.ok(!model.fits(Math.ceil(now + retry - 1e-6) - 1, units));
            }
            for (const { uses } of Object.values(naive)) {
              for (const { at } of uses) {
                const inWindow = uses.filter((use) => use.at >= at && use.at < at + windowMs);
                const sum = inWindow.reduce((total, { units }) => total + units, 0);
                const most = algorithm === "sliding_window" ? count : 2 * count;
                assert.ok(sum <= most, `${sum} in one window of ${count}`);
              }
            }
          },
        ),
        { numRuns: 500 },
      );
    });
  }

  it("takes from all budgets or from none", () => {
    const state = memoryStates({ clock: fakeClock() }).of("p");
    const few = state.budget("few", { algorithm: "fixed_window", count: 1, windowMs: 1000 });
    const many = state.budget("many", { algorithm: "sliding_window", count: 5, windowMs: 1000 });
    const both = (key: string) =>
      used(
        state.use([
          { budget: many, key: "all" },
          { budget: few, key },
        ]),
      );
    assert.ok(both("a").allowed);
    const denied = both("a");
    assert.deepEqual([denied.allowed, denied.readings.map(({ remaining }) => remaining)], [false, [4, 0]]);
    assert.deepEqual(
      denied.readings.map(({ retryMs }) => retryMs > 0),
      [false, true],
    );
    assert.equal(both("b").readings[0]?.remaining, 3);
  });

  it("belong to a plugin's name, outlive its instance, and take a new count over", () => {
    const states = memoryStates({ clock: fakeClock() });
    const limit: BudgetLimit = { algorithm: "fixed_window", count: 2, windowMs: 1000 };
    const left = (state: PluginState, changed: Partial<BudgetLimit> = {}, name = "b") => {
      const budget = state.budget(name, { ...limit, ...changed });
      return used(state.use([{ budget, key: "k" }])).readings[0]?.remaining;
    };
    const first = states.of("p");
    const held = first.budget("b", limit);
    assert.equal(left(first), 1);
    assert.equal(left(states.of("q")), 1);
    assert.equal(left(first, {}, "other"), 1);
    assert.equal(left(first, { windowMs: 2000 }), 1);
    assert.equal(left(states.of("p"), { count: 5 }), 3);
    assert.equal(used(first.use([{ budget: held, key: "k" }])).allowed, false);
  });

  it("drop no counter that counts: keys without room share one, which goes with them when there is room", () => {
    const clock = fakeClock();
    const crowded: string[] = [];
    const states = memoryStates({
      clock,
      maxCounters: 3,
      onCrowded: (plugin, budget) => crowded.push(`${plugin} ${budget}`),
    });
    const state = states.of("p");
    const budget = state.budget("b", { algorithm: "fixed_window", count: 2, windowMs: 1000 });
    const use = (key: string) => used(state.use([{ budget, key }])).allowed;
    for (const key of ["a", "b", "c"]) assert.ok(use(key) && use(key));
    clock.advance(500);
    assert.deepEqual(crowded, []);
    assert.deepEqual(["x", "y", "z", "x"].map(use), [true, true, false, false]);
    assert.equal(crowded[0], "p b");
    for (const key of ["a", "b", "c"]) assert.equal(use(key), false);
    // Those are over now; what was used without room is not.
    clock.advance(500);
    assert.equal(use("x"), false);
    assert.equal(use("a"), false);
    clock.advance(500);
    assert.ok(use("x") && use("a"));
  });

  it("have room again once old counters count nothing, however many there were", () => {
    const clock = fakeClock();
    const state = memoryStates({ clock, maxCounters: 1000 }).of("p");
    const budget = state.budget("b", { algorithm: "token_bucket", count: 1, windowMs: 1000 });
    for (let round = 0; round < 5; round++) {
      for (let at = 0; at < 1000; at++)
        assert.ok(used(state.use([{ budget, key: `${round} ${at}` }])).allowed);
      assert.ok(used(state.use([{ budget, key: "no room" }])).allowed);
      assert.ok(!used(state.use([{ budget, key: "no room either" }])).allowed);
      clock.advance(1000);
    }
  });

  it("know long keys apart", () => {
    const state = memoryStates({ clock: fakeClock() }).of("p");
    const budget = state.budget("b", { algorithm: "fixed_window", count: 1, windowMs: 1000 });
    const use = (key: string) => used(state.use([{ budget, key }])).allowed;
    const long = "x".repeat(10_000);
    assert.deepEqual([use(long), use(`${long}y`), use(long)], [true, true, false]);
  });

  it("refuse limits and units that are none", () => {
    const state = memoryStates().of("p");
    const limit: BudgetLimit = { algorithm: "fixed_window", count: 1, windowMs: 1000 };
    for (const wrong of [
      { count: 0 },
      { count: 1.5 },
      { count: Number.NaN },
      { windowMs: 0 },
      { windowMs: 1e15 },
    ])
      assert.throws(() => state.budget("b", { ...limit, ...wrong }), TypeError);
    const budget = state.budget("b", limit);
    for (const units of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      assert.throws(() => state.use([{ budget, key: "k", units }]), TypeError);
    assert.throws(
      () =>
        memoryStates()
          .of("p")
          .use([{ budget, key: "k" }]),
      TypeError,
    );
  });

  it("stand in for a Redis only where that is wanted", async () => {
    const own = { url: "redis://127.0.0.1:1", keyPrefix: "", required: true };
    await assert.rejects(memoryStates().open("p", { kind: "redis", own }), /no Redis/);
    const { state } = await memoryStates({ standsIn: true }).open("p", { kind: "redis", own });
    assert.equal(state.kind, "memory");
    assert.equal((await memoryStates().open("p", { kind: "memory" })).state.kind, "memory");
  });
});
