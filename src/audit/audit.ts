import { randomUUID } from "node:crypto";
import type { AuditSettings } from "../settings/audit.ts";
import { type AuditRecord, type ChainHead, chainLine, type Hashing, noHash } from "./chain.ts";
import {
  type AuditChange,
  type AuditedConfiguration,
  type AuditedDecision,
  changeEvent,
  configurationEvent,
  decisionEvent,
  type SetAside,
} from "./events.ts";
import type { AuditSink } from "./sink.ts";

/** Who wants to know how the audit fares. */
export interface AuditObserver {
  written(records: number): void;
  /** Records that never will be written. */
  lost(records: number): void;
  /** Writing failed, and will be tried again. `code` is the system's (`ENOSPC`), or `EAUDITCHANGED`: somebody else wrote. */
  failed(code: string): void;
  recovered(): void;
  /** A place in the chain to remember elsewhere: what comes before it can't be changed or cut off unseen. */
  anchored(why: AuditChange["kind"], head: ChainHead): void;
  setAside(what: SetAside): void;
}

export interface AuditOptions {
  readonly settings: Pick<AuditSettings, "records" | "include" | "on_error" | "queue_records">;
  readonly sink: AuditSink;
  readonly hashing: Hashing;
  readonly observer: AuditObserver;
  /** Takes secrets out of texts that clients and plugins chose. */
  readonly mask: (text: string) => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Calls back once, after so many milliseconds. @returns a function that calls it off */
  readonly after: (ms: number, callback: () => void) => () => void;
}

/** A log of decisions whose records are chained by their hashes. Nothing here throws or rejects. */
export interface Audit {
  /**
   * Records a decision, without waiting until it is written.
   * @returns false: it may never be, and the settings want no traffic that is not recorded
   */
  record(decision: AuditedDecision): boolean;
  /** Records which configuration decides from here on, whatever `records` says. */
  configured(configuration: AuditedConfiguration): void;
  /** Why no traffic is taken, or undefined: all is well, or the settings ignore it. */
  refusing(): string | undefined;
  /** Opens the file and writes the first record. @returns why that failed; it is tried again then, until `close` */
  open(): Promise<string | undefined>;
  /** Writes what waits, if it can be written. Later records are lost. */
  close(): Promise<void>;
}

/** Of one write; a file is no smaller. */
const batchBytes = 64 * 1024;
/** A record of an opening is no longer. */
const openedBytes = 2048;
const retryMs = 1000;
/** How long the last records may take, when nobody reads what is written. */
const closeMs = 5000;
const acted = ["modified", "answered", "denied", "recorded"];

export function createAudit(options: AuditOptions): Audit {
  const { settings, sink, hashing, observer, mask, now, after } = options;
  const queue: AuditRecord[] = [];
  let head: ChainHead | undefined;
  let lost = 0;
  let failure: string | undefined = "not open yet";
  let closed = false;
  let running: Promise<void> | undefined;
  let cancelRetry: (() => void) | undefined;

  function isWanted({ action }: AuditedDecision): boolean {
    if (settings.records === "all") return true;
    return settings.records === "denied" ? action === "denied" : acted.includes(action);
  }

  function drop(): false {
    lost++;
    observer.lost(1);
    return false;
  }

  function enqueue(record: AuditRecord): void {
    queue.push(record);
    if (running === undefined && failure === undefined) void drain();
  }

  /** One at a time; the next look at the queue is after all that is ready in this tick. */
  function drain(): Promise<void> {
    running ??= new Promise<void>((resolve) => setImmediate(resolve))
      .then(work)
      .catch(fail)
      .finally(() => {
        running = undefined;
        if (queue.length > 0 && failure === undefined && !closed) void drain();
      });
    return running;
  }

  async function work(): Promise<void> {
    if (head === undefined) head = await begin();
    while (queue.length > 0 || lost > 0) await write(head);
    recover();
  }

  async function begin(): Promise<ChainHead> {
    const { head: found, aside, empty } = await sink.open();
    const start = found ?? { id: randomUUID(), sequence: 0, hash: noHash };
    if (aside !== undefined) observer.setAside(aside);
    const opensFile = (await sink.place(openedBytes)) || empty;
    const first = changeEvent({ kind: "opened", continues: found !== undefined, aside }, now(), opensFile);
    const { line, head: next } = chainLine(first, start, hashing);
    await sink.append(Buffer.from(line));
    observer.written(1);
    observer.anchored("opened", next);
    return next;
  }

  async function write(from: ChainHead): Promise<void> {
    const missing = lost;
    const gap = missing > 0 ? [changeEvent({ kind: "lost", records: missing }, now())] : [];
    let batch = fill(from, gap);
    const begins = await sink.place(batch.bytes.length);
    if (begins) batch = fill(from, [changeEvent({ kind: "rotated" }, now(), true), ...gap]);
    await sink.append(batch.bytes);
    head = batch.head;
    lost -= missing;
    queue.splice(0, batch.taken);
    observer.written(batch.records);
    if (begins) observer.anchored("rotated", batch.head);
    recover();
  }

  /** Some records of the queue, in their places behind `from`; nothing has changed if they cannot be written. */
  function fill(from: ChainHead, first: readonly AuditRecord[]) {
    const lines: string[] = [];
    let at = from;
    let length = 0;
    const add = (record: AuditRecord) => {
      const next = chainLine(record, at, hashing);
      lines.push(next.line);
      length += next.line.length;
      at = next.head;
    };
    for (const record of first) add(record);
    let taken = 0;
    for (const record of queue) {
      if (length >= batchBytes) break;
      add(record);
      taken++;
    }
    return { bytes: Buffer.from(lines.join("")), head: at, taken, records: lines.length };
  }

  async function finish(): Promise<void> {
    await running;
    if (head === undefined) return;
    queue.push(changeEvent({ kind: "closed" }, now()));
    await drain();
    if (failure === undefined) observer.anchored("closed", head);
  }

  function recover(): void {
    if (failure === undefined) return;
    failure = undefined;
    observer.recovered();
  }

  function fail(error: unknown): void {
    const { code } = error as { code?: unknown };
    failure = typeof code === "string" ? code : "unknown";
    observer.failed(failure);
    if (closed) return;
    cancelRetry?.();
    cancelRetry = after(retryMs, () => void drain());
  }

  return {
    record(decision) {
      const fails = settings.on_error === "fail";
      if (!isWanted(decision)) return failure === undefined || !fails;
      if (closed || queue.length >= settings.queue_records) return drop() || !fails;
      const { executions, violation, ...rest } = decision;
      const included = {
        ...rest,
        ...(settings.include.includes("executions") && { executions }),
        ...(settings.include.includes("violation") && { violation }),
      };
      enqueue(decisionEvent(included, mask));
      return failure === undefined || !fails;
    },
    configured(configuration) {
      if (closed || queue.length >= settings.queue_records) drop();
      else enqueue(configurationEvent(configuration, now()));
    },
    refusing: () => (settings.on_error === "fail" ? failure : undefined),
    async open() {
      await drain();
      return failure;
    },
    async close() {
      closed = true;
      cancelRetry?.();
      let cancelWait = () => {};
      const waited = new Promise<void>((resolve) => {
        cancelWait = after(closeMs, resolve);
      });
      await Promise.race([finish(), waited]);
      cancelWait();
      if (queue.length > 0) observer.lost(queue.length);
      await sink.close().catch(() => {});
    },
  };
}
