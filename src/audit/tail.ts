import { createHash } from "node:crypto";
import { type FileHandle, open, rename, writeFile } from "node:fs/promises";
import { brokenAt, type ChainHead, type Hashing, readLine } from "./chain.ts";
import type { SetAside } from "./events.ts";

/** Where the chain of an existing file goes on. */
export interface Tail {
  /** Undefined: a new chain begins. */
  readonly head: ChainHead | undefined;
  /** What could not be continued, and was moved to another file. */
  readonly aside: SetAside | undefined;
}

/** Bytes at the end of a file whose records are checked before the chain goes on. */
const checkedBytes = 1024 * 1024;

/**
 * Reads the end of a file, so that its chain can go on. A line that was not written to its end is moved to a file of its
 * own; a file whose end does not verify is moved whole, and left as it is. Rejects with the system's errors.
 */
export async function settleTail(path: string, hashing: Hashing): Promise<Tail> {
  let handle: FileHandle;
  try {
    handle = await open(path, "r+");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { head: undefined, aside: undefined };
    throw error;
  }
  try {
    const { size } = await handle.stat();
    const window = await readEnd(handle, size);
    const whole = window.lastIndexOf(0x0a) + 1;
    const reading = readRecords(window.subarray(0, whole), window.length < size, hashing);
    if (!reading.ok) return await setFileAside(path, size, reading.why);
    const torn = window.subarray(whole);
    if (torn.length === 0) return { head: reading.head, aside: undefined };
    const file = await writeAside(`${path}.torn-${reading.head?.sequence ?? 0}`, torn);
    await handle.truncate(size - torn.length);
    await handle.sync();
    const sha256 = createHash("sha256").update(torn).digest("hex");
    return { head: reading.head, aside: { file, why: "torn", bytes: torn.length, sha256 } };
  } finally {
    await handle.close();
  }
}

/** Never over what is there: an earlier torn line, or a link that somebody put there. @returns the name of the file */
async function writeAside(name: string, bytes: Uint8Array): Promise<string> {
  const write = (file: string) => writeFile(file, bytes, { mode: 0o600, flag: "wx" }).then(() => file);
  return await write(name).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
    return write(`${name}-${Date.now()}`);
  });
}

async function setFileAside(path: string, bytes: number, why: string): Promise<Tail> {
  const file = `${path}.broken-${Date.now()}`;
  await rename(path, file);
  return { head: undefined, aside: { file, why, bytes } };
}

async function readEnd(handle: FileHandle, size: number): Promise<Buffer> {
  const window = Buffer.alloc(Math.min(size, checkedBytes));
  let at = 0;
  while (at < window.length) {
    const { bytesRead } = await handle.read(window, at, window.length - at, size - window.length + at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return window.subarray(0, at);
}

type Records =
  | { readonly ok: true; readonly head: ChainHead | undefined }
  | { readonly ok: false; readonly why: string };

/** @param cut the first line is the rest of one */
function readRecords(bytes: Buffer, cut: boolean, hashing: Hashing): Records {
  let from = cut ? bytes.indexOf(0x0a) + 1 : 0;
  let head: ChainHead | undefined;
  while (from < bytes.length) {
    const end = bytes.indexOf(0x0a, from);
    const found = readLine(bytes.subarray(from, end));
    if (found === undefined) return { ok: false, why: "form" };
    const broken = brokenAt(found, head, hashing);
    if (broken !== undefined) return { ok: false, why: broken };
    const { id, sequence, hash } = found;
    head = { id, sequence, hash };
    from = end + 1;
  }
  // Only a file that is shorter than the window may hold no record at all.
  return cut && head === undefined ? { ok: false, why: "form" } : { ok: true, head };
}
