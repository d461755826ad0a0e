import { setTimeout as wait } from "node:timers/promises";

/** Waits for something that only asking can tell; gives up, saying what it waited for, after ten seconds or so many. */
export async function until(condition: () => boolean | Promise<boolean>, seconds = 10): Promise<void> {
  for (const deadline = Date.now() + seconds * 1000; !(await condition()); await wait(10)) {
    if (Date.now() > deadline) throw new Error(`never came true: ${condition}`);
  }
}
