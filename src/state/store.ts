import type { MaybePromise } from "../framework/executor.ts";

/**
 * Texts by key, each with its time to live. What is kept may be lost at any time, so that whoever asks has an answer
 * for "not known". In memory nothing fails and nothing is a promise; elsewhere each operation may reject with a
 * `StateError`, after the command timeout at the latest.
 */
export interface StateStore {
  /** Undefined: nothing is kept there, or no more. */
  get(key: string): MaybePromise<string | undefined>;
  /** Keeps the value, a text without lone surrogates, in place of any other. @param ttlMs milliseconds, more than 0 */
  set(key: string, value: string, ttlMs: number): MaybePromise<void>;
  delete(key: string): MaybePromise<void>;
  /** Gets and deletes in one step: of several that ask at once, one gets it. */
  take(key: string): MaybePromise<string | undefined>;
  /** Keeps the value unless there is one. @returns whether there was none */
  setIfAbsent(key: string, value: string, ttlMs: number): MaybePromise<boolean>;
  status(): StateStatus;
  /** Ends connections and timers; what was kept in memory is gone. Never rejects. */
  close(): Promise<void>;
}

/** How a store fares; counts are since the start of the process. */
export interface StateStatus {
  readonly kind: "memory" | "redis";
  /** It can be read and written now. */
  readonly connected: boolean;
  /** Why not: a code. */
  readonly problem?: string;
  /** Held by this process itself, so none with Redis. */
  readonly entries: number;
  /** Of these, keys and values; an upper bound. */
  readonly bytes: number;
  /** Entries dropped before their time, to make room. */
  readonly evicted: number;
  /** Values that were not kept because they are longer than the limit. */
  readonly oversized: number;
  /** Operations that failed. */
  readonly failures: { readonly read: number; readonly write: number };
}

/** `disconnected`, `timeout`, `busy` (too many wait), `refused` (an error reply), `lost` (ended under way), `closed`. */
export type StateErrorCode = "disconnected" | "timeout" | "busy" | "refused" | "lost" | "closed";

/** A store could not do what it was asked; it may or may not have done it. The message is the code. */
export class StateError extends Error {
  override name = "StateError";
  readonly code: StateErrorCode;

  constructor(code: StateErrorCode) {
    super(code);
    this.code = code;
  }
}
