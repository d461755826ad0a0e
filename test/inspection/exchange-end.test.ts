import assert from "node:assert/strict";
import { it } from "node:test";
import { ExchangeEnd } from "../../src/inspection/exchange-end.ts";

it("an exchange's end is told once, to those who listen then", () => {
  const end = new ExchangeEnd();
  const told: string[] = [];
  const left = () => void told.push("left");
  end.addEventListener("abort", () => void told.push("first"));
  end.addEventListener("abort", left);
  end.addEventListener("abort", () => void told.push("last"));
  end.removeEventListener("abort", left);
  assert.doesNotThrow(() => end.throwIfEnded());
  assert.equal(end.aborted, false);
  end.end();
  end.end();
  assert.deepEqual([end.aborted, told], [true, ["first", "last"]]);
  assert.throws(() => end.throwIfEnded(), { name: "AbortError" });
});

it("who listens may leave while it is told", () => {
  const end = new ExchangeEnd();
  const told: number[] = [];
  const listeners = [0, 1, 2].map((at) => () => {
    told.push(at);
    for (const each of listeners) end.removeEventListener("abort", each);
  });
  for (const each of listeners) end.addEventListener("abort", each);
  end.end();
  assert.deepEqual(told, [0]);
});
