import type { Clock } from "../framework/clock.ts";
import type { StateSettings } from "../settings/state.ts";
import { type Correlation, createCorrelation } from "./correlation.ts";
import { createMemoryStore } from "./memory-store.ts";
import type { StateStore } from "./store.ts";

/** What exchanges leave for later ones, and where it is kept. */
export interface State {
  readonly store: StateStore;
  readonly correlation: Correlation;
}

/** State in the memory of this process alone. Its store has to be closed: it has a timer while it holds anything. */
export function memoryState(settings: StateSettings, clock: Pick<Clock, "now" | "every">): State {
  const store = createMemoryStore(settings, clock);
  return { store, correlation: createCorrelation({ store, settings, hashKey: undefined }) };
}
