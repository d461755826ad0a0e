import { hash } from "node:crypto";
import { type Clock, systemClock } from "../clock.ts";
import { ServiceError } from "../services/services.ts";
import {
  add,
  type Counter,
  copyCounter,
  fits,
  newCounter,
  remaining,
  resetIn,
  retryIn,
  settle,
} from "./budget-counter.ts";
import { checkFirst, firstTextTable } from "./first-texts.ts";
import { checkLast, lastTextTable } from "./last-texts.ts";
import {
  type Budget,
  type BudgetLimit,
  type BudgetReading,
  checkLimit,
  checkUnits,
  type PluginState,
  type PluginStates,
} from "./plugin-state.ts";

export interface MemoryStateOptions {
  readonly clock?: Pick<Clock, "now">;
  /** Counters of one budget; default 100,000. Keys that find no room share one. And texts of one table. */
  readonly maxCounters?: number;
  /** Last texts of one table; default 64 MiB. */
  readonly maxTextBytes?: number;
  /** A budget has no room for a key. May be called for each use. */
  readonly onCrowded?: (plugin: string, budget: string) => void;
  /** Memory in the place of any Redis, for trying out a configuration. */
  readonly standsIn?: boolean;
}

/** The state of plugins in the memory of this process. */
export function memoryStates(options: MemoryStateOptions = {}): PluginStates {
  const { clock = systemClock, maxCounters = 100_000, onCrowded = () => {}, standsIn = false } = options;
  const { maxTextBytes = 64 * 1024 * 1024 } = options;
  // Held by the budgets of the plugins that use them: a reload finds them, and what nobody uses is gone.
  const tables = new Map<string, WeakRef<Table>>();
  const gone = new FinalizationRegistry((id: string) => {
    if (tables.get(id)?.deref() === undefined) tables.delete(id);
  });
  // Not as counters: a pin that is gone would be made anew of what came since. There are as many as plugins have names.
  const firstTables = new Map<string, ReturnType<typeof firstTextTable>>();
  const lastTables = new Map<string, ReturnType<typeof lastTextTable>>();

  function tableOf(plugin: string, name: string, limit: BudgetLimit): Table {
    const id = JSON.stringify([plugin, name, limit.algorithm, limit.windowMs]);
    const known = tables.get(id)?.deref();
    if (known !== undefined) return known;
    const table = createTable(maxCounters, () => onCrowded(plugin, name));
    tables.set(id, new WeakRef(table));
    gone.register(table, id);
    return table;
  }

  function of(plugin: string): PluginState {
    const budgets = new WeakMap<Budget, Table>();
    return {
      kind: "memory",
      budget(name, limit) {
        checkLimit(limit);
        const budget = { name, limit: { ...limit } };
        budgets.set(budget, tableOf(plugin, name, limit));
        return budget;
      },
      use(uses) {
        const now = clock.now();
        const found: Found[] = [];
        let allowed = true;
        for (const { budget, key, units = 1 } of uses) {
          const table = budgets.get(budget);
          if (table === undefined) throw new TypeError("the budget is that of another state");
          const entry = table.find(key, budget.limit, now, checkUnits(units));
          if (!fits(entry.counter, budget.limit, units)) allowed = false;
          found.push(entry);
        }
        const readings: BudgetReading[] = [];
        for (const { counter, limit, units, keep } of found) {
          const retryMs = allowed ? 0 : retryIn(counter, limit, units, now);
          if (allowed) {
            add(counter, limit, units, now);
            keep?.();
          }
          readings.push({
            remaining: remaining(counter, limit),
            resetMs: resetIn(counter, limit, now),
            retryMs,
          });
        }
        return { allowed, readings };
      },
      keepFirst(name, keepMs, texts) {
        checkFirst(keepMs, texts);
        const id = JSON.stringify([plugin, name]);
        let table = firstTables.get(id);
        if (table === undefined) {
          table = firstTextTable(maxCounters);
          firstTables.set(id, table);
        }
        return table(keepMs, texts, clock.now());
      },
      keepLast(name, keepMs, texts) {
        checkLast(keepMs, texts);
        const id = JSON.stringify([plugin, name]);
        let table = lastTables.get(id);
        if (table === undefined) {
          table = lastTextTable(maxCounters, maxTextBytes);
          lastTables.set(id, table);
        }
        return table(keepMs, texts, clock.now());
      },
      ready() {},
    };
  }

  return {
    of,
    async open(plugin, place) {
      if (place.kind === "redis" && !standsIn)
        throw new ServiceError("unavailable", "there is no Redis for plugins here");
      return { state: of(plugin), close: () => Promise.resolve() };
    },
  };
}

/** One key's counter, settled, and what is to be done with it. */
interface Found {
  readonly counter: Counter;
  readonly limit: BudgetLimit;
  readonly units: number;
  /** Of a new counter: to be called once something is used. */
  readonly keep: (() => void) | undefined;
}

/** The counters of one budget. */
interface Table {
  find(key: string, limit: BudgetLimit, now: number, units: number): Found;
}

/** Longer keys are kept as digests. */
const longestKey = 64;
/** Counters that are looked at for each new key, to find one that counts nothing any more. */
const sweptForOne = 16;
const sweepMs = 1000;
const sweptAtATime = 500;

/**
 * A counter that still counts something is never dropped, or whoever brings many keys could reset others. A key that
 * finds no room is counted in one counter with all that find none; one that finds room later begins with what that has
 * counted, its own uses among them.
 */
function createTable(maxCounters: number, onCrowded: () => void): Table {
  const counters = new Map<string, Counter>();
  const crowd = newCounter();
  let cursor = counters.entries();
  let sweptAt = 0;

  function sweep(most: number, limit: BudgetLimit, now: number): void {
    for (let left = Math.min(most, counters.size); left > 0; left--) {
      const next = cursor.next();
      if (next.done) {
        cursor = counters.entries();
        continue;
      }
      const [key, counter] = next.value;
      settle(counter, limit, now);
      if (counter.used === 0) counters.delete(key);
    }
  }

  return {
    find(given, limit, now, units) {
      const key = given.length > longestKey ? hash("sha256", given, "base64url") : given;
      if (now - sweptAt >= sweepMs) {
        sweptAt = now;
        sweep(sweptAtATime, limit, now);
      }
      const known = counters.get(key);
      if (known !== undefined) {
        settle(known, limit, now);
        return { counter: known, limit, units, keep: undefined };
      }
      sweep(sweptForOne, limit, now);
      settle(crowd, limit, now);
      if (counters.size >= maxCounters) {
        onCrowded();
        return { counter: crowd, limit, units, keep: undefined };
      }
      const counter = crowd.used === 0 ? newCounter() : copyCounter(crowd);
      return { counter, limit, units, keep: () => void counters.set(key, counter) };
    },
  };
}
