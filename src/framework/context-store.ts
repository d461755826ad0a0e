import type { Clock } from "./clock.ts";
import type { GlobalContext } from "./context.ts";
import type { JsonObject } from "./json.ts";

/** What one plugin instance keeps for one exchange. */
export interface ContextSlot {
  readonly state: JsonObject;
  readonly metadata: JsonObject;
}

/**
 * What the plugins of each exchange keep from its first hook to its last. An entry is made by the first write, dropped
 * by `release` at the exchange's end, and by age or number if that never comes.
 */
export interface ContextStore {
  /** A plugin's slot if it has one. */
  find(requestId: string, plugin: string): ContextSlot | undefined;
  /** A plugin's slot, made if missing. */
  open(requestId: string, plugin: string): ContextSlot;
  /** Keeps a value for a later hook of the same message. */
  keep(requestId: string, message: string, value: JsonObject): void;
  kept(requestId: string, message: string): JsonObject | undefined;
  /** Remembers the global state and metadata, for a later hook that comes with another context object. */
  keepGlobals(context: GlobalContext): void;
  /** Puts remembered global state and metadata into a context object that lacks them. */
  restoreGlobals(context: GlobalContext): void;
  release(requestId: string): void;
  /** Drops everything and ends the sweeps. */
  stop(): void;
  readonly size: number;
  /** Exchanges dropped by age or number, not by their end. */
  readonly cleaned: number;
}

export interface ContextStoreOptions {
  readonly clock: Clock;
  /** Seconds since the last use. */
  readonly maxAge: number;
  /** Seconds between two sweeps. */
  readonly sweepInterval: number;
  readonly maxEntries: number;
}

interface Exchange {
  usedAt: number;
  readonly slots: Map<string, ContextSlot>;
  kept: Map<string, JsonObject> | undefined;
  globals: Pick<GlobalContext, "state" | "metadata"> | undefined;
}

export function createContextStore(options: ContextStoreOptions): ContextStore {
  const { clock, maxEntries } = options;
  const maxAge = options.maxAge * 1000;
  /** Least recently used first: a used entry moves to the end. */
  const exchanges = new Map<string, Exchange>();
  let cleaned = 0;
  const stopSweeps = clock.every(options.sweepInterval * 1000, sweep);

  function sweep(): void {
    const oldest = clock.now() - maxAge;
    for (const [requestId, exchange] of exchanges) {
      if (exchange.usedAt > oldest) return;
      exchanges.delete(requestId);
      cleaned++;
    }
  }

  function find(requestId: string): Exchange | undefined {
    const exchange = exchanges.get(requestId);
    if (exchange === undefined) return undefined;
    const now = clock.now();
    exchanges.delete(requestId);
    if (exchange.usedAt <= now - maxAge) {
      cleaned++;
      return undefined;
    }
    exchange.usedAt = now;
    exchanges.set(requestId, exchange);
    return exchange;
  }

  function open(requestId: string): Exchange {
    const known = find(requestId);
    if (known !== undefined) return known;
    while (exchanges.size >= maxEntries) {
      const [oldest] = exchanges.keys();
      if (oldest === undefined) break;
      exchanges.delete(oldest);
      cleaned++;
    }
    const made: Exchange = { usedAt: clock.now(), slots: new Map(), kept: undefined, globals: undefined };
    exchanges.set(requestId, made);
    return made;
  }

  return {
    find: (requestId, plugin) => find(requestId)?.slots.get(plugin),
    open(requestId, plugin) {
      const { slots } = open(requestId);
      let slot = slots.get(plugin);
      if (slot === undefined) {
        slot = { state: {}, metadata: {} };
        slots.set(plugin, slot);
      }
      return slot;
    },
    keep(requestId, message, value) {
      const exchange = open(requestId);
      exchange.kept ??= new Map();
      exchange.kept.set(message, value);
    },
    kept: (requestId, message) => find(requestId)?.kept?.get(message),
    keepGlobals({ request_id, state, metadata }) {
      if (isEmpty(state) && isEmpty(metadata)) return;
      open(request_id).globals = { state, metadata };
    },
    restoreGlobals(context) {
      const globals = exchanges.size === 0 ? undefined : find(context.request_id)?.globals;
      if (globals === undefined) return;
      fillIn(context.state, globals.state);
      fillIn(context.metadata, globals.metadata);
    },
    release: (requestId) => void exchanges.delete(requestId),
    stop() {
      stopSweeps();
      exchanges.clear();
    },
    get size() {
      return exchanges.size;
    },
    get cleaned() {
      return cleaned;
    },
  };
}

function isEmpty(object: JsonObject): boolean {
  for (const _ in object) return false;
  return true;
}

function fillIn(target: JsonObject, source: JsonObject): void {
  if (target === source) return;
  for (const [key, value] of Object.entries(source)) {
    if (!Object.hasOwn(target, key)) Object.defineProperty(target, key, { value, ...ordinary });
  }
}

/** Defined, not assigned: a key named `__proto__` stays a key. */
const ordinary = { enumerable: true, writable: true, configurable: true } as const;
