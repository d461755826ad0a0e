import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createMemoryStore, type MemoryLimits } from "../../src/state/memory-store.ts";
import type { StateStore } from "../../src/state/store.ts";
import { fakeClock } from "../framework/fake-clock.ts";
import { maxValueBytes, storeCases } from "./store-cases.ts";

const roomy: MemoryLimits = { max_entries: 1000, max_bytes: 1 << 24, max_value_bytes: maxValueBytes };
const minute = 60_000;

function memory(limits: Partial<MemoryLimits> = {}) {
  const clock = fakeClock();
  return { clock, store: createMemoryStore({ ...roomy, ...limits }, clock) };
}

const keysOf = (store: StateStore, ...keys: string[]) => keys.filter((key) => store.get(key) !== undefined);

describe("a store in memory", () => {
  for (const [name, run] of Object.entries(storeCases))
    it(name, async () => {
      const { store, clock } = memory();
      await run({ store, other: store, pass: async (ms) => clock.advance(ms) });
      await store.close();
    });

  it("answers at once, without a promise", () => {
    const { store } = memory();
    assert.equal(store.set("a", "1", minute), undefined);
    assert.equal(store.get("a"), "1");
    assert.equal(store.setIfAbsent("a", "2", minute), false);
    assert.equal(store.take("a"), "1");
    assert.equal(store.delete("a"), undefined);
  });

  it("drives out the oldest where there are too many, and counts them", () => {
    const { store } = memory({ max_entries: 3 });
    for (const key of ["a", "b", "c"]) store.set(key, "1", minute);
    // Set anew it is the youngest.
    store.set("a", "2", minute);
    store.set("d", "1", minute);
    assert.deepEqual(keysOf(store, "a", "b", "c", "d"), ["a", "c", "d"]);
    assert.equal(store.status().evicted, 1);
    assert.equal(store.status().entries, 3);
  });

  it("drives out the oldest where they take too much room", () => {
    const { store } = memory({ max_bytes: 3000 });
    for (const key of ["a", "b", "c"]) store.set(key, "x".repeat(500), minute);
    assert.deepEqual(keysOf(store, "a", "b", "c"), ["b", "c"]);
    assert.ok(store.status().bytes <= 3000);
    store.set("d", "x".repeat(1000), minute);
    assert.deepEqual(keysOf(store, "a", "b", "c", "d"), ["d"]);
    assert.equal(store.status().evicted, 3);
  });

  it("does not count as driven out what had expired", () => {
    const { store, clock } = memory({ max_entries: 1 });
    store.set("a", "1", 10);
    clock.advance(20);
    store.set("b", "1", minute);
    assert.equal(store.status().evicted, 0);
  });

  it("frees what has expired although nobody asks for it, and has no timer while it is empty", () => {
    const { store, clock } = memory({ max_entries: 10_000 });
    assert.equal(clock.waiting, 0);
    for (let at = 0; at < 5000; at++) store.set(`k${at}`, "1", at % 2 === 0 ? 500 : 30_000);
    assert.equal(clock.waiting, 1);
    clock.advance(10_000);
    assert.equal(store.status().entries, 2500);
    clock.advance(30_000);
    assert.deepEqual([store.status().entries, store.status().bytes, clock.waiting], [0, 0, 0]);
    store.set("again", "1", minute);
    assert.equal(clock.waiting, 1);
  });

  it("keeps nothing once it is closed", async () => {
    const { store, clock } = memory();
    store.set("a", "1", minute);
    await store.close();
    assert.equal(store.get("a"), undefined);
    store.set("a", "1", minute);
    assert.deepEqual([store.status().entries, store.status().connected, clock.waiting], [0, false, 0]);
  });

  it("is what a plain map with times would be, within its limits and with its sums right", () => {
    const key = fc.constantFrom("a", "b", "c", "d", "e");
    const step = fc.oneof(
      fc.record({ do: fc.constant("set"), key, value: fc.string({ maxLength: 30 }), ttl: fc.nat(3000) }),
      fc.record({ do: fc.constant("setIfAbsent"), key, value: fc.string(), ttl: fc.nat(3000) }),
      fc.record({ do: fc.constantFrom("get", "take", "delete"), key }),
      fc.record({ do: fc.constant("pass"), ms: fc.nat(1500) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { store, clock } = memory();
        const model = new Map<string, { value: string; until: number }>();
        const live = (name: string) => {
          const kept = model.get(name);
          return kept !== undefined && kept.until > clock.now() ? kept.value : undefined;
        };
        for (const each of steps) {
          if ("ms" in each) clock.advance(each.ms);
          else if ("value" in each) {
            const wanted = each.do === "set" || live(each.key) === undefined;
            if (each.do === "set") store.set(each.key, each.value, each.ttl);
            else assert.equal(store.setIfAbsent(each.key, each.value, each.ttl), wanted);
            if (wanted) model.set(each.key, { value: each.value, until: clock.now() + each.ttl });
          } else if (each.do === "delete") {
            store.delete(each.key);
            model.delete(each.key);
          } else {
            assert.equal(each.do === "get" ? store.get(each.key) : store.take(each.key), live(each.key));
            if (each.do === "take") model.delete(each.key);
          }
        }
        clock.advance(10_000);
        assert.deepEqual([store.status().entries, store.status().bytes, clock.waiting], [0, 0, 0]);
      }),
    );
  });

  it("drops the oldest and no other, whatever was set, taken and set again before", () => {
    const key = fc.constantFrom(..."abcdefgh");
    const step = fc.record({ do: fc.constantFrom("set", "set", "set", "take", "sweep"), key });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const { store, clock } = memory({ max_entries: 4 });
        const model: string[] = [];
        let driven = 0;
        for (const each of steps) {
          if (each.do === "sweep") clock.advance(1000);
          else {
            const at = model.indexOf(each.key);
            if (at >= 0) model.splice(at, 1);
            if (each.do === "take") store.take(each.key);
            else {
              store.set(each.key, "1", 1e9);
              if (model.push(each.key) > 4 && model.shift() !== undefined) driven++;
            }
          }
          assert.deepEqual(keysOf(store, ..."abcdefgh"), model.toSorted());
        }
        assert.equal(store.status().evicted, driven);
      }),
    );
  });
});
