import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { run, type Steps, waitFor } from "../../src/inspection/steps.ts";

function* sum(...values: (number | Promise<number>)[]): Steps<number> {
  let total = 0;
  for (const value of values) total += yield* waitFor(value);
  return total;
}

function* rescued(steps: Steps<number>): Steps<string> {
  let told = "";
  try {
    told = String(yield* steps);
  } catch (error) {
    told = `caught ${(error as Error).message}`;
  } finally {
    told += "; cleaned up";
  }
  return told;
}

describe("steps", () => {
  it("are through at once where nothing is to be waited for", () => {
    assert.equal(run(sum(1, 2, 3)), 6);
    assert.equal(run(rescued(sum())), "0; cleaned up");
  });

  it("wait for what is to come, in their order", async () => {
    const pending = run(rescued(sum(1, Promise.resolve(2), 3, Promise.resolve(4))));
    assert.ok(pending instanceof Promise);
    assert.equal(await pending, "10; cleaned up");
  });

  it("throw where they stand: at once, or as a promise that rejects", async () => {
    function* broken(first: undefined | Promise<void>): Steps<never> {
      yield* waitFor(first);
      throw new TypeError("x");
    }
    assert.throws(() => run(broken(undefined)), TypeError);
    await assert.rejects(async () => run(broken(Promise.resolve())), TypeError);
    assert.equal(run(rescued(broken(undefined))), "caught x; cleaned up");
    assert.equal(await run(rescued(broken(Promise.resolve()))), "caught x; cleaned up");
  });

  it("catch what a promise rejects with, there or further out", async () => {
    const rejects = () => Promise.reject<number>(new Error("no"));
    assert.equal(await run(rescued(sum(1, rejects()))), "caught no; cleaned up");
    await assert.rejects(async () => run(sum(rejects())), /no/);
  });
});
