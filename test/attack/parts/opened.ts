import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** A folder for a test, and what the test opens: both are gone with it, the latest opened first. */
export function openedFor(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-attack-"));
  const open: { close(): Promise<void> }[] = [];
  t.after(async () => {
    for (const part of open.toReversed()) await part.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const opened = <T extends { close(): Promise<void> }>(part: T): T => {
    open.push(part);
    return part;
  };
  return { folder, opened };
}
