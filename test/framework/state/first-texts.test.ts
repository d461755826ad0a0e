import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { memoryStates } from "../../../src/framework/index.ts";
import { fakeClock } from "../fake-clock.ts";

describe("first texts in memory", () => {
  const a = (text?: string) => (text === undefined ? { key: "a" } : { key: "a", text });

  it("stay for whoever asks later, other plugins and tables excepted", () => {
    const states = memoryStates();
    const state = states.of("p");
    assert.deepEqual(state.keepFirst("t", 1000, [a()]), [undefined]);
    assert.deepEqual(state.keepFirst("t", 1000, [a("1"), a("2"), { key: "b" }]), ["1", "1", undefined]);
    assert.deepEqual(states.of("p").keepFirst("t", 1000, [a("3")]), ["1"], "after a reload");
    assert.deepEqual(state.keepFirst("u", 1000, [a("3")]), ["3"]);
    assert.deepEqual(states.of("q").keepFirst("t", 1000, [a("4")]), ["4"]);
  });

  it("are kept from when they were asked for last", () => {
    const clock = fakeClock();
    const state = memoryStates({ clock }).of("p");
    void state.keepFirst("t", 1000, [a("1"), { key: "b", text: "1" }]);
    clock.advance(900);
    assert.deepEqual(state.keepFirst("t", 1000, [a("2")]), ["1"]);
    clock.advance(900);
    assert.deepEqual(state.keepFirst("t", 1000, [a("2"), { key: "b", text: "2" }]), ["1", "2"]);
  });

  it("are never dropped for others: those that find no room are told so", () => {
    const state = memoryStates({ maxCounters: 2 }).of("p");
    const texts = ["a", "b", "c"].map((key) => ({ key, text: key }));
    assert.deepEqual(state.keepFirst("t", 1000, texts), ["a", "b", undefined]);
    assert.deepEqual(state.keepFirst("t", 1000, [...texts].reverse()), [undefined, "b", "a"]);
  });

  it("refuses what is no text or time", () => {
    const state = memoryStates().of("p");
    assert.throws(() => state.keepFirst("t", 0, []), TypeError);
    assert.throws(() => state.keepFirst("t", 1, [a("")]), TypeError);
    assert.throws(() => state.keepFirst("t", 1, [a("x".repeat(513))]), TypeError);
  });
});
