/** What every store does, as a table: the same cases run in memory and on a real Redis. */

import assert from "node:assert/strict";
import type { StateStore } from "../../src/state/store.ts";

/** A store that two processes share, and time. */
export interface StoreUnderTest {
  readonly store: StateStore;
  /** Another process's, on the same entries; in memory there is none, and it is the same store. */
  readonly other: StateStore;
  /** Lets at least so much time go by. */
  readonly pass: (ms: number) => Promise<void>;
}

const minute = 60_000;
const text = "a \u0000 text with ünïcode, \ud83d\ude00 and\r\nlines";

export const storeCases: Readonly<Record<string, (under: StoreUnderTest) => Promise<void>>> = {
  "what was never kept is not there": async ({ store }) => {
    assert.equal(await store.get("a"), undefined);
    assert.equal(await store.take("a"), undefined);
    await store.delete("a");
  },
  "what is kept comes back, and stays": async ({ store, other }) => {
    await store.set("a", text, minute);
    assert.equal(await store.get("a"), text);
    assert.equal(await other.get("a"), text);
    assert.equal(await store.get("b"), undefined);
  },
  "an empty value is a value": async ({ store, other }) => {
    await store.set("a", "", minute);
    assert.equal(await other.get("a"), "");
    assert.equal(await other.setIfAbsent("a", "x", minute), false);
  },
  "a later value replaces an earlier one, and its time": async ({ store, other, pass }) => {
    await store.set("a", "1", 20);
    await other.set("a", "2", minute);
    await pass(30);
    assert.equal(await store.get("a"), "2");
  },
  "a value goes when its time is over": async ({ store, other, pass }) => {
    await store.set("a", "1", 20);
    await store.set("b", "1", minute);
    await pass(30);
    assert.equal(await other.get("a"), undefined);
    assert.equal(await other.take("a"), undefined);
    assert.equal(await other.get("b"), "1");
  },
  "times that are fractions, and none": async ({ store, pass }) => {
    await store.set("a", "1", 0.5);
    await store.set("b", "1", minute + 0.5);
    await pass(30);
    assert.equal(await store.get("a"), undefined);
    assert.equal(await store.get("b"), "1");
    await store.set("b", "2", 0);
    assert.equal(await store.get("b"), undefined);
  },
  "what is taken is gone": async ({ store, other }) => {
    await store.set("a", "1", minute);
    assert.equal(await other.take("a"), "1");
    assert.equal(await store.take("a"), undefined);
    assert.equal(await store.get("a"), undefined);
  },
  "of many that take at once, one gets it": async ({ store, other }) => {
    await store.set("a", "1", minute);
    const takes = Array.from({ length: 50 }, (_, at) => (at % 2 === 0 ? store : other).take("a"));
    const taken = await Promise.all(takes);
    assert.deepEqual(
      taken.filter((value) => value !== undefined),
      ["1"],
    );
  },
  "what is deleted is gone": async ({ store, other }) => {
    await store.set("a", "1", minute);
    await other.delete("a");
    assert.equal(await store.get("a"), undefined);
  },
  "of many that set what is absent, one does": async ({ store, other }) => {
    const sets = Array.from({ length: 50 }, (_, at) =>
      (at % 2 === 0 ? store : other).setIfAbsent("a", String(at), minute),
    );
    const set = await Promise.all(sets);
    assert.equal(set.filter(Boolean).length, 1);
    assert.equal(await store.get("a"), String(set.indexOf(true)));
  },
  "what has expired is absent": async ({ store, other, pass }) => {
    assert.equal(await store.setIfAbsent("a", "1", 20), true);
    await pass(30);
    assert.equal(await other.setIfAbsent("a", "2", minute), true);
    assert.equal(await store.get("a"), "2");
  },
  "a value over the limit is not kept, and what it was to replace is gone": async ({ store, other }) => {
    await store.set("a", "1", minute);
    await store.set("a", "x".repeat(1001), minute);
    assert.equal(await other.get("a"), undefined);
    await store.set("b", "ü".repeat(501), minute);
    assert.equal(await other.get("b"), undefined);
    assert.equal(await store.setIfAbsent("c", "x".repeat(1001), minute), true);
    assert.equal(await other.get("c"), undefined);
    await store.set("d", "x".repeat(1000), minute);
    assert.equal((await other.get("d"))?.length, 1000);
    assert.equal(store.status().oversized, 3);
  },
};

/** The limit that the cases were written for. */
export const maxValueBytes = 1000;
