/** Loaded into an adapter before its own code: on SIGUSR2 it collects garbage and tells what is left, on one line. */
import { setImmediate as turn } from "node:timers/promises";

process.on("SIGUSR2", async () => {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.();
    await turn();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  const handles: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1;
  process.stderr.write(`probe ${JSON.stringify({ heapUsed, external, rss, handles })}\n`);
});
