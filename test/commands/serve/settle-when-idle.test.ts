import assert from "node:assert/strict";
import { test } from "node:test";
import { settleWhenIdle } from "../../../src/commands/serve/settle-when-idle.ts";
import { fakeClock } from "../../framework/fake-clock.ts";

test("memory is given back once, half a minute after the last exchange began", () => {
  const clock = fakeClock();
  let settled = 0;
  const idle = settleWhenIdle(() => settled++, clock);
  clock.advance(3_600_000);
  assert.equal(settled, 0, "nothing has begun");
  for (let second = 0; second < 120; second++) {
    idle.began();
    clock.advance(1000);
  }
  assert.equal(settled, 0, "busy");
  assert.ok(clock.waiting <= 1);
  clock.advance(60_000);
  assert.equal(settled, 1);
  clock.advance(3_600_000);
  assert.deepEqual([settled, clock.waiting], [1, 0]);
  idle.began();
  clock.advance(60_000);
  assert.equal(settled, 2);
  idle.began();
  idle.stop();
  assert.equal(clock.waiting, 0);
});
