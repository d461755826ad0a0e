import { readlinkSync } from "node:fs";
import { lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const prefix = "plugins-adapter-python-";
let cleaned: Promise<void> | undefined;

/**
 * Makes a folder that only this user can read, among the temporary files. Before the first one, what adapters left that
 * were killed is removed: it may hold secrets.
 */
export async function makePrivateFolder(): Promise<string> {
  cleaned ??= removeLeftFolders();
  await cleaned;
  return mkdtemp(join(tmpdir(), `${prefix}${processSpace() ?? "x"}-${process.pid}-`));
}

/**
 * Removes the folders of adapters that run no more: this user's, of processes with numbers of the same space as ours. Of
 * others (another container's on a shared volume) nobody can tell here whether they run. Never rejects.
 */
export async function removeLeftFolders(): Promise<void> {
  const space = processSpace();
  if (space === undefined) return;
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names) {
    const pid = ownerOf(name, space);
    if (pid === undefined || isAlive(pid)) continue;
    const folder = join(tmpdir(), name);
    const found = await lstat(folder).catch(() => undefined);
    if (found?.isDirectory() !== true || found.uid !== process.getuid?.()) continue;
    await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

function ownerOf(name: string, space: string): number | undefined {
  const start = `${prefix}${space}-`;
  if (!name.startsWith(start)) return undefined;
  const [pid = "", random = ""] = name.slice(start.length).split("-");
  return /^[1-9][0-9]{0,9}$/.test(pid) && random !== "" ? Number(pid) : undefined;
}

/** Within it a process number means one process: the kernel's pid namespace. Undefined where there is no such thing to read. */
function processSpace(): string | undefined {
  try {
    return /^pid:\[(\d+)\]$/.exec(readlinkSync("/proc/self/ns/pid"))?.[1];
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
