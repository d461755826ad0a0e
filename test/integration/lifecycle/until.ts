import { setTimeout as wait } from "node:timers/promises";

/** Waits for something that only asking can tell; gives up, saying what it waited for, after ten seconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 10_000; !(await condition()); await wait(10)) {
    if (Date.now() > deadline) throw new Error(`never came true: ${condition}`);
  }
}
