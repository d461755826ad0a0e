/**
 * Loaded into the adapter's process before anything else (`--import`): on SIGUSR2 it writes to standard error how many
 * timers are live, those that do not keep the process alive included, which nothing in Node would tell, and how much
 * memory is in use after a garbage collection: `held: N timers, N KiB`.
 */
import { createHook } from "node:async_hooks";
import { writeSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const live = new Set<number>();
createHook({
  init(id, type) {
    if (type === "Timeout") live.add(id);
  },
  destroy: (id) => void live.delete(id),
}).enable();
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
process.on("SIGUSR2", () => {
  collect();
  writeSync(2, `held: ${live.size} timers, ${Math.round(process.memoryUsage().heapUsed / 1024)} KiB\n`);
});
