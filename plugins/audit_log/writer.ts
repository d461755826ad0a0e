/** Where lines go. Each write is one or many whole lines. */
export interface Sink {
  /** Whether lines can be written, as far as that can be told before there are any. Rejects if not. */
  open(): Promise<void>;
  /** Rejects where the lines could not be written; they are tried again. */
  write(lines: string): Promise<void>;
  close(): Promise<void>;
}

export interface WriterOptions {
  readonly sink: Sink;
  readonly maxRecords: number;
  /** Characters of all lines that wait. */
  readonly maxBytes: number;
  /** How long a line waits for others that are written with it. Milliseconds. */
  readonly gatherMs: number;
  /** Writing failed, with a code, or goes on again. Called once an outage each. */
  readonly onOutage: (code: string | undefined) => void;
  /** A record was lost. */
  readonly onLost: () => void;
  readonly after?: (ms: number, callback: () => void) => () => void;
}

/** Writes lines behind the messages that they tell of, in their order, as far as memory allows. Nothing here throws. */
export interface Writer {
  /** @returns false: it may never be written */
  add(line: string): boolean;
  /** Writes what waits, within this time. */
  close(limitMs: number): Promise<void>;
}

const batchCharacters = 256 * 1024;
const firstRetryMs = 200;
const longestRetryMs = 10_000;

export function createWriter(options: WriterOptions): Writer {
  const { sink, maxRecords, maxBytes, gatherMs, onOutage, onLost, after = timer } = options;
  let queue: string[] = [];
  let characters = 0;
  let failures = 0;
  let closed = false;
  let running: Promise<void> | undefined;
  let wake = () => {};
  let gathering = false;

  /**
   * Lines are gathered because each write of a few costs as much as one of many: three operations on the file, and as many
   * turns of another thread. At saturation with batches of a tick, `fstat` alone was a tenth of the adapter's CPU.
   */
  async function drain(): Promise<void> {
    gathering = true;
    await pause(gatherMs);
    gathering = false;
    while (queue.length > 0) {
      const { lines, count } = batch();
      try {
        await sink.write(lines);
      } catch (error) {
        if (failures++ === 0) onOutage(codeOf(error));
        if (closed) return;
        await pause(Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(failures - 1, 20)));
        continue;
      }
      if (failures > 0) onOutage(undefined);
      failures = 0;
      queue = queue.slice(count);
      characters -= lines.length;
    }
  }

  function batch(): { readonly lines: string; readonly count: number } {
    let lines = "";
    let count = 0;
    for (const line of queue) {
      if (count > 0 && lines.length + line.length > batchCharacters) break;
      lines += line;
      count++;
    }
    return { lines, count };
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = after(ms, resolve);
      wake = () => {
        cancel();
        resolve();
      };
    });
  }

  function start(): void {
    running ??= drain().finally(() => {
      running = undefined;
      if (queue.length > 0 && !closed) start();
    });
  }

  return {
    add(line) {
      if (closed || queue.length >= maxRecords || characters + line.length > maxBytes) {
        onLost();
        return false;
      }
      queue.push(line);
      characters += line.length;
      start();
      if (gathering && (characters >= batchCharacters || queue.length * 2 >= maxRecords)) wake();
      return failures === 0;
    },
    async close(limitMs) {
      closed = true;
      wake();
      let cancel = () => {};
      const late = new Promise<void>((resolve) => {
        cancel = after(limitMs, resolve);
      });
      await Promise.race([running, late]);
      cancel();
      for (const _ of queue) onLost();
      queue = [];
      await sink.close().catch(() => {});
    },
  };
}

function timer(ms: number, callback: () => void): () => void {
  const handle = setTimeout(callback, ms);
  return () => clearTimeout(handle);
}

/** Never the message: it may quote a URL or a path of somebody's. */
export function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === "string" ? code : "unknown";
}
