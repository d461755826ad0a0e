import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import type { StartServices } from "plugins-adapter/framework";
import type { Sink } from "./writer.ts";

export interface FileLimits {
  readonly maxBytes: number;
  /** The present one included. */
  readonly maxFiles: number;
}

/** A file that grows, and becomes `path.1` when it is full. Who moves it away gets a new one. */
export function fileSink(path: string, { maxBytes, maxFiles }: FileLimits): Sink {
  let handle: FileHandle | undefined;

  async function reopened(): Promise<FileHandle> {
    await handle?.close().catch(() => {});
    handle = undefined;
    handle = await open(path, "a", 0o600);
    return handle;
  }

  /** The file to write so many bytes to, and its size so far. */
  async function ready(bytes: number): Promise<readonly [file: FileHandle, size: number]> {
    const own = handle ?? (await reopened());
    const [held, named] = await Promise.all([own.stat(), stat(path).catch(noneThere)]);
    if (named?.ino !== held.ino || named.dev !== held.dev) return anew();
    if (held.size === 0 || held.size + bytes <= maxBytes) return [own, held.size];
    if (maxFiles === 1) await rm(path, { force: true });
    for (let number = maxFiles - 1; number >= 1; number--)
      await rename(number === 1 ? path : `${path}.${number - 1}`, `${path}.${number}`).catch(noneThere);
    return anew();
  }

  async function anew(): Promise<readonly [file: FileHandle, size: number]> {
    const file = await reopened();
    return [file, (await file.stat()).size];
  }

  return {
    async open() {
      await reopened();
    },
    async write(lines) {
      const bytes = Buffer.from(lines);
      const [file, size] = await ready(bytes.length);
      try {
        for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
      } catch (error) {
        // It is tried again whole: half of it must not stay.
        await file.truncate(size).catch(() => {});
        throw error;
      }
    },
    async close() {
      await handle?.close();
      handle = undefined;
    },
  };
}

/** Posts lines of JSON. Any status but 2xx is a failure. */
export function endpointSink(url: string, http: StartServices["http"]): Sink {
  return {
    open: () => Promise.resolve(),
    async write(lines) {
      const headers = { "content-type": "application/x-ndjson" };
      const { status } = await http.fetch(url, { method: "POST", headers, body: lines });
      if (status < 200 || status > 299) throw Object.assign(new Error("refused"), { code: `HTTP ${status}` });
    },
    close: () => Promise.resolve(),
  };
}

function noneThere(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw error;
}
