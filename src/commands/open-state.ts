import { type PluginStates, systemClock } from "../framework/index.ts";
import type { StateSettings } from "../settings/state.ts";
import { createCorrelation } from "../state/correlation.ts";
import { memoryState, type State } from "../state/state.ts";
import type { Log } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { redisObserver, redisStore } from "./open-redis.ts";
import { pluginStates } from "./plugin-states.ts";

/**
 * The state of the process, which outlives every configuration. Rejects, with a message for the operator, where a file
 * cannot be read, or where Redis cannot be used and the settings don't go on without it.
 */
export async function openState(
  settings: StateSettings,
  metrics: Pick<Metrics, "watchState" | "stateUnreadable">,
  log: Log,
): Promise<OpenState> {
  const { redis } = settings;
  if (redis === undefined) {
    const state = memoryState(settings, systemClock);
    metrics.watchState(state.store.status);
    return { ...state, states: pluginStates(settings, log) };
  }
  const { store, hashKey, url } = await redisStore(settings, redis, redisObserver(log));
  metrics.watchState(store.status);
  const problem = await store.start();
  if (problem !== undefined && redis.on_start_failure === "refuse") {
    await store.close();
    throw new Error(`state.redis: ${url} cannot be used: ${problem}`);
  }
  const onUnreadable = metrics.stateUnreadable;
  return {
    store,
    correlation: createCorrelation({ store, settings, hashKey, onUnreadable }),
    states: pluginStates(settings, log, { store, hashKey }),
  };
}

/** With what plugins keep. */
export interface OpenState extends State {
  readonly states: PluginStates;
}
