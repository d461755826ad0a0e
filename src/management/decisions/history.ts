import { randomBytes } from "node:crypto";
import type { ExecutionRecord, GlobalContext } from "../../framework/index.ts";
import type { DecisionSource } from "../../inspection/exchange-state.ts";
import type { Decision } from "../../inspection/verdict.ts";
import type { DecisionSettings } from "../../settings/management.ts";
import { backgroundRecord, type DecisionRecord, recordOf, type Stamp } from "./record.ts";

/** The latest decisions, in memory. */
export interface DecisionHistory {
  decided(decision: Decision, source: DecisionSource): void;
  /** A fire_and_forget plugin came to its end. */
  ranInBackground(run: ExecutionRecord, context: GlobalContext): void;
  /** Number of the oldest record that is kept; numbers go up by one. */
  readonly first: number;
  /** Number that the next record will have. */
  readonly next: number;
  /** Undefined: not kept any more, or not there yet. */
  at(number: number): DecisionRecord | undefined;
  /** The number in a record's id; undefined for an id of another process, or none. */
  numberOf(id: string): number | undefined;
  /** Calls back after each further record. */
  watch(told: () => void): () => void;
}

/**
 * @param settings asked at every decision
 * @param today    milliseconds since 1970
 */
export function createDecisionHistory(
  settings: () => Pick<DecisionSettings, "kept" | "violations">,
  today: () => number = Date.now,
): DecisionHistory {
  const process = randomBytes(4).toString("hex");
  const watchers = new Set<() => void>();
  /** By number modulo its length, which is `kept`. */
  let ring: (DecisionRecord | undefined)[] = [];
  let latest = { now: Number.NaN, text: "" };
  let first = 1;
  let next = 1;

  function add(make: (stamp: Stamp, words: boolean) => DecisionRecord): void {
    const { kept, violations } = settings();
    if (kept !== ring.length) resize(kept);
    if (kept === 0) return;
    ring[next % kept] = make({ id: `${process}-${next}`, time: timeText(today()) }, violations);
    next++;
    if (next - first > kept) first = next - kept;
    for (const told of watchers) told();
  }

  /** Writing a time down costs as much as the rest of a record; many come in one millisecond. */
  function timeText(now: number): string {
    if (now !== latest.now) latest = { now, text: new Date(now).toISOString() };
    return latest.text;
  }

  function resize(kept: number): void {
    const before = ring;
    ring = new Array<DecisionRecord | undefined>(kept).fill(undefined);
    const start = Math.max(first, next - kept);
    for (let number = start; number < next; number++) ring[number % kept] = before[number % before.length];
    first = start;
  }

  return {
    decided: (decision, source) => add((stamp, words) => recordOf(stamp, decision, source, words)),
    ranInBackground: (run, context) => add((stamp, words) => backgroundRecord(stamp, run, context, words)),
    get first() {
      return first;
    },
    get next() {
      return next;
    },
    at: (number) => (number >= first && number < next ? ring[number % ring.length] : undefined),
    numberOf(id) {
      const [word, number = "", ...rest] = id.split("-", 3);
      const ours = word === process && rest.length === 0 && /^[0-9]{1,15}$/.test(number);
      return ours ? Number(number) : undefined;
    },
    watch(told) {
      watchers.add(told);
      return () => void watchers.delete(told);
    },
  };
}
