import type { MaybePromise } from "../executor.ts";

/**
 * `fixed_window`: a window begins with the first use, and ends with all of them. `sliding_window`: each use counts for a
 * window's time, and for up to 1/64 of it more. `token_bucket`: what was used comes back steadily, `count` in a window.
 */
export type BudgetAlgorithm = "fixed_window" | "sliding_window" | "token_bucket";

/** So many units in so long a time. */
export interface BudgetLimit {
  readonly algorithm: BudgetAlgorithm;
  /** Whole, at least 1. */
  readonly count: number;
  /** Milliseconds, whole. */
  readonly windowMs: number;
}

/** What each of many keys may use, counted for each key apart. */
export interface Budget {
  readonly name: string;
  readonly limit: BudgetLimit;
}

/** What is to be taken from one key's budget. */
export interface BudgetUse {
  readonly budget: Budget;
  readonly key: string;
  /** More than 0; default 1. */
  readonly units?: number;
}

/** How one key's budget stands. Times are milliseconds from now. */
export interface BudgetReading {
  /** Whole units that are left. */
  readonly remaining: number;
  /**
   * Until the fixed window ends, the oldest use of the sliding window counts no more, the token bucket is full.
   * 0: nothing is used.
   */
  readonly resetMs: number;
  /** Until what was asked for would be there; 0: it was. */
  readonly retryMs: number;
}

/** Readings are in the order of the uses. What was not allowed has changed nothing. */
export interface BudgetAnswer {
  readonly allowed: boolean;
  readonly readings: readonly BudgetReading[];
}

/** A text to keep under a key, unless one is there; without a text it is only looked up. */
export interface FirstText {
  readonly key: string;
  readonly text?: string;
}

/** What stands under each key now; undefined: nothing, and where a text was given, there is no room for it. */
export type FirstTexts = readonly (string | undefined)[];

/** A text to keep under a key, in the place of what is there; without a text it is only looked up. */
export interface LastText {
  readonly key: string;
  readonly text?: string;
}

/** What stands under each key now; undefined: nothing, and where a text was given, there is no room for it. */
export type LastTexts = readonly (string | undefined)[];

/**
 * What a plugin keeps beyond an exchange, over reloads of the configuration, and with Redis for all replicas together.
 * It belongs to the plugin's name: no other plugin sees it.
 */
export interface PluginState {
  /** In memory nothing fails, and no answer is a promise. */
  readonly kind: "memory" | "redis";
  /**
   * Counters under a name. The same name, algorithm and window give the same counters, whatever the count. Throws a
   * `TypeError` for a limit that is none.
   */
  budget(name: string, limit: BudgetLimit): Budget;
  /**
   * Takes from all of these budgets or from none, in one step that nothing comes between, in other replicas neither. No
   * key of a budget may be there twice. Rejects when Redis cannot be asked: it may or may not have counted then.
   */
  use(uses: readonly BudgetUse[]): MaybePromise<BudgetAnswer>;
  /**
   * Keeps the first text that is given under a key, for all who ask later: a table of short texts (at most 512
   * characters), each for `keepMs` from when it was asked for last. Two that come at once get the same answer. Throws a
   * `TypeError` for a time or text that is none; rejects when Redis cannot be asked.
   */
  keepFirst(table: string, keepMs: number, texts: readonly FirstText[]): MaybePromise<FirstTexts>;
  /**
   * Keeps the last text that is given under a key: a table of texts (at most a million characters), each for `keepMs`
   * from when it was given. One that is still kept is never dropped for another key's. Throws a `TypeError` for a time or
   * text that is none; rejects when Redis cannot be asked, and some may be kept then.
   */
  keepLast(table: string, keepMs: number, texts: readonly LastText[]): MaybePromise<LastTexts>;
  /** Rejects where Redis is there and refuses what `use` needs. For `initialize`. */
  ready(): MaybePromise<void>;
}

/** Where a plugin wants its state, in place of where the host program keeps it. */
export type StatePlace = { readonly kind: "memory" } | { readonly kind: "redis"; readonly own?: OwnRedis };

/** A Redis of the plugin's own; without one it is the host program's. */
export interface OwnRedis {
  /** As of `adapter.state.redis`. */
  readonly url: string;
  /** Begins every key. */
  readonly keyPrefix: string;
  /** Files in PEM form. */
  readonly tls?: { readonly caFile?: string; readonly certFile?: string; readonly keyFile?: string };
  /** Whether it must be there now; otherwise it is tried again and again. */
  readonly required: boolean;
}

/** A state that somebody opened, and has to close. */
export interface OpenedState {
  readonly state: PluginState;
  /** Never rejects. */
  close(): Promise<void>;
}

/** Who keeps the state of plugins: a host program's own, or {@link memoryStates}. */
export interface PluginStates {
  /** @param plugin name of its entry */
  of(plugin: string): PluginState;
  /** Rejects, with a message for the operator, where it cannot be had. */
  open(plugin: string, place: StatePlace): Promise<OpenedState>;
}

/** Throws a `TypeError` for a limit that would never or always let something through. */
export function checkLimit({ count, windowMs }: BudgetLimit): void {
  const isWhole = (value: number) => Number.isSafeInteger(value) && value >= 1;
  if (!isWhole(count) || count > mostUnits || !isWhole(windowMs) || windowMs > longestWindowMs)
    throw new TypeError(
      "a budget has a count of 1 to 1,000,000,000 and a window of 1 ms to 366 days, both whole",
    );
}

/** Throws a `TypeError` for units that are none. */
export function checkUnits(units: number): number {
  if (!(units > 0 && units <= mostUnits)) throw new TypeError("units are more than 0, and a billion at most");
  return units;
}

const mostUnits = 1_000_000_000;
const longestWindowMs = 366 * 24 * 3600 * 1000;
