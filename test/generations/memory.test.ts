import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { generationsOf, partsOf, settled } from "./parts.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

test("of three hundred generations those that are over do not stay in memory", async () => {
  const life = { started: [], ended: [] };
  const { generations, offer, taken, clock } = generationsOf(partsOf(["a"], life));
  const before: WeakRef<object>[] = [];
  for (let n = 0; n < 300; n++) {
    before.push(new WeakRef(generations.current()));
    const binding = generations.begin(() => {});
    if (n % 3 === 0) await generations.reloadPlugin("a");
    else {
      offer(partsOf(["a"], life));
      await generations.reload("request");
    }
    binding.release();
    await settled();
    taken.length = 0;
  }
  const timers = clock.waiting;
  collect();
  await settled();
  collect();
  const kept = before.filter((each) => each.deref() !== undefined).length;
  // what the last turns of the loop left on the stack
  assert.ok(kept <= 2, `${kept} generations are kept`);
  assert.equal(generations.instances, 1);
  await generations.close();
  assert.ok(timers <= 2, `${timers} timers for one generation`);
  assert.equal(clock.waiting, 0);
});
