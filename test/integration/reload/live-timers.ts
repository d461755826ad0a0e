/**
 * Loaded into the adapter's process before anything else (`--import`): on SIGUSR2 it writes `live timers: N` to standard
 * error, those that do not keep the process alive included, which nothing in Node would tell.
 */
import { createHook } from "node:async_hooks";
import { writeSync } from "node:fs";

const live = new Set<number>();
createHook({
  init(id, type) {
    if (type === "Timeout") live.add(id);
  },
  destroy: (id) => void live.delete(id),
}).enable();
process.on("SIGUSR2", () => void writeSync(2, `live timers: ${live.size}\n`));
