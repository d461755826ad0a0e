import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import type { Writable } from "node:stream";
import type { ChainHead, Hashing } from "./chain.ts";
import type { SetAside } from "./events.ts";
import { settleTail } from "./tail.ts";

/** Where lines go. All functions reject with the system's errors, or with one whose `code` says what is wrong. */
export interface AuditSink {
  /** Finds where the chain goes on. */
  open(): Promise<AuditStart>;
  /** Makes sure that so many more bytes can follow. True: they are the first ones of a new file. */
  place(bytes: number): Promise<boolean>;
  /** All bytes or, as far as can be told, none. */
  append(bytes: Buffer): Promise<void>;
  close(): Promise<void>;
}

export interface AuditStart {
  /** Undefined: a new chain begins. */
  readonly head: ChainHead | undefined;
  /** What could not be continued, and was moved to another file. */
  readonly aside?: SetAside | undefined;
  /** The next line is the first one. */
  readonly empty: boolean;
}

export interface FileSinkOptions {
  readonly path: string;
  readonly hashing: Hashing;
  readonly sync: boolean;
  readonly maxBytes: number;
  /** The present one included. */
  readonly maxFiles: number;
}

/** A file that nobody else writes to; `path.1` is the one before it, and so on. */
export function fileSink({ path, hashing, sync, maxBytes, maxFiles }: FileSinkOptions): AuditSink {
  let handle: FileHandle | undefined;
  let inode = 0n;
  let size = 0;
  let aside: SetAside | undefined;

  async function begin(): Promise<void> {
    const opened = await open(path, "a", 0o600);
    const found = await opened.stat({ bigint: true });
    await handle?.close().catch(() => {});
    [handle, inode, size] = [opened, found.ino, Number(found.size)];
  }

  async function rotate(): Promise<void> {
    if (maxFiles === 1) await rm(path, { force: true });
    else {
      await rm(`${path}.${maxFiles - 1}`, { force: true });
      for (let number = maxFiles - 2; number >= 1; number--)
        await rename(`${path}.${number}`, `${path}.${number + 1}`).catch(noneThere);
      await rename(path, `${path}.1`).catch(noneThere);
    }
    await begin();
  }

  return {
    async open() {
      const tail = await settleTail(path, hashing);
      aside = tail.aside ?? aside;
      // After a crash between the steps of a rotation, the chain ends in the file before. Not so where what was there has
      // been set aside, in an earlier attempt too: records would be missing with no break to show it.
      const settled =
        tail.head === undefined && aside === undefined ? await settleTail(`${path}.1`, hashing) : tail;
      aside ??= settled.aside;
      await begin();
      return { head: settled.head, aside, empty: size === 0 };
    },
    async place(bytes) {
      if (handle === undefined) throw fault("EAUDITCLOSED");
      if ((await handle.stat()).size !== size) throw fault("EAUDITCHANGED");
      const named = await stat(path, { bigint: true }).catch(noneThere);
      // Who moves the file away (logrotate) gets a new one; who puts something in its place has broken the chain.
      if (named?.ino !== inode) {
        if (named !== undefined && named.size > 0n) throw fault("EAUDITCHANGED");
        await begin();
        return true;
      }
      // Begun before, perhaps, by a rotation whose first record could not be written.
      if (size === 0) return true;
      if (size + bytes <= maxBytes) return false;
      await rotate();
      return true;
    },
    async append(bytes) {
      const file = handle;
      if (file === undefined) throw fault("EAUDITCLOSED");
      try {
        for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
        if (sync) await file.datasync();
      } catch (error) {
        // Half a line would break the chain for whoever reads it.
        await file.truncate(size).catch(() => {});
        throw error;
      }
      size += bytes.length;
    },
    async close() {
      const last = handle;
      handle = undefined;
      await last?.close();
    },
  };
}

/** A stream that others keep: a chain of its own for each process. */
export function streamSink(stream: Writable): AuditSink {
  // The write that failed tells of it; unheard, the event would end the process.
  const ignore = () => {};
  stream.on("error", ignore);
  return {
    open: () => Promise.resolve({ head: undefined, empty: true }),
    place: () => Promise.resolve(false),
    append: (bytes) =>
      new Promise((resolve, reject) => {
        stream.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
    close() {
      stream.off("error", ignore);
      return Promise.resolve();
    },
  };
}

function fault(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function noneThere(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw error;
}
