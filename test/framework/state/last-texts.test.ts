import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { memoryStates } from "../../../src/framework/index.ts";
import { fakeClock } from "../fake-clock.ts";

describe("last texts in memory", () => {
  const a = (text?: string) => (text === undefined ? { key: "a" } : { key: "a", text });

  it("take the place of those before them, other plugins' and tables' excepted", () => {
    const states = memoryStates();
    const state = states.of("p");
    assert.deepEqual(state.keepLast("t", 1000, [a()]), [undefined]);
    assert.deepEqual(state.keepLast("t", 1000, [a("1"), a("2"), { key: "b" }]), ["1", "2", undefined]);
    assert.deepEqual(states.of("p").keepLast("t", 1000, [a()]), ["2"], "after a reload");
    assert.deepEqual(state.keepLast("u", 1000, [a()]), [undefined]);
    assert.deepEqual(states.of("q").keepLast("t", 1000, [a()]), [undefined]);
    assert.deepEqual(state.keepFirst("t", 1000, [a()]), [undefined]);
  });

  it("are kept from when they were given, however often they are asked for", () => {
    const clock = fakeClock();
    const state = memoryStates({ clock }).of("p");
    void state.keepLast("t", 1000, [a("1"), { key: "b", text: "1" }]);
    clock.advance(900);
    assert.deepEqual(state.keepLast("t", 1000, [a(), { key: "b", text: "2" }]), ["1", "2"]);
    clock.advance(900);
    assert.deepEqual(state.keepLast("t", 1000, [a(), { key: "b" }]), [undefined, "2"]);
  });

  it("are not dropped for others: those that find no room are told so", () => {
    const few = memoryStates({ maxCounters: 2 }).of("p");
    const texts = ["a", "b", "c"].map((key) => ({ key, text: key }));
    assert.deepEqual(few.keepLast("t", 1000, texts), ["a", "b", undefined]);
    assert.deepEqual(few.keepLast("t", 1000, [{ key: "a", text: "x" }]), ["x"]);
    const small = memoryStates({ maxTextBytes: 3000 }).of("p");
    const long = "x".repeat(1000);
    assert.deepEqual(small.keepLast("t", 1000, [a(long), { key: "b", text: long }]), [long, undefined]);
    assert.deepEqual(small.keepLast("t", 1000, [a("x"), { key: "b", text: long }]), ["x", long]);
    const longer = "x".repeat(2000);
    assert.deepEqual(
      small.keepLast("t", 1000, [a(longer), a()]),
      [undefined, undefined],
      "not the one before",
    );
  });

  it("refuses what is no text or time", () => {
    const state = memoryStates().of("p");
    assert.throws(() => state.keepLast("t", 0, []), TypeError);
    assert.throws(() => state.keepLast("t", 1, [a("")]), TypeError);
    assert.throws(() => state.keepLast("t", 1, [a("x".repeat(1_048_577))]), TypeError);
  });
});
