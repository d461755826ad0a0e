import { setTimeout as delay } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";

/** How long a compilation that runs may take. Milliseconds. */
const lastMs = 20;

/**
 * To be awaited before the process is ended. V8 compiles hot functions on other threads, and one of these may wait for the
 * main thread to collect garbage while that waits in `exit` for them: the process then hangs and heeds no signal but
 * SIGKILL (Node issue 54918, seen in two of some thousand runs that ended within a second). So none begins any more, and
 * those that run get a moment.
 */
export async function lastCompilations(): Promise<void> {
  for (const flag of ["--max-optimized-bytecode-size=0", "--no-maglev", "--no-opt"]) setFlagsFromString(flag);
  await delay(lastMs);
}
