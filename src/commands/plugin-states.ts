import {
  checkFirst,
  checkLast,
  checkLimit,
  checkUnits,
  memoryStates,
  type OpenedState,
  type OwnRedis,
  type PluginStates,
} from "../framework/index.ts";
import { redisSettings } from "../settings/redis.ts";
import type { StateSettings } from "../settings/state.ts";
import { redisPluginState } from "../state/redis-plugin-state.ts";
import type { RedisObserver } from "../state/redis-store.ts";
import type { Log } from "../telemetry/log.ts";
import { type OpenedRedis, redisObserver, redisStore } from "./open-redis.ts";

const checks = { checkLimit, checkUnits, checkFirst, checkLast };

/**
 * The state of plugins: in memory, or in the adapter's Redis where there is one.
 * @param redis what `adapter.state.redis` names, connected
 */
export function pluginStates(
  settings: StateSettings,
  log: Pick<Log, "info" | "warn" | "error">,
  redis?: Pick<OpenedRedis, "store" | "hashKey">,
): PluginStates {
  const told = new Set<string>();
  const memory = memoryStates({
    maxCounters: settings.max_counters,
    onCrowded(plugin, budget) {
      const key = JSON.stringify([plugin, budget]);
      if (told.has(key) || told.size >= 1000) return;
      told.add(key);
      log.warn(
        { plugin, budget, max_counters: settings.max_counters },
        "a limit has more keys than counters",
      );
    },
  });
  const of = (plugin: string) =>
    redis === undefined ? memory.of(plugin) : redisPluginState(redis.store, plugin, redis.hashKey, checks);
  return {
    of,
    async open(plugin, place) {
      if (place.kind === "memory") return memory.open(plugin, place);
      if (place.own !== undefined) return openOwn(plugin, place.own, settings, redisObserver(log));
      if (redis === undefined) throw new Error("adapter.state.redis names no Redis");
      return { state: of(plugin), close: () => Promise.resolve() };
    },
  };
}

/** A Redis that a plugin's own config names. */
async function openOwn(
  plugin: string,
  { url, keyPrefix, tls = {}, required }: OwnRedis,
  settings: StateSettings,
  observer: (url: string) => RedisObserver,
): Promise<OpenedState> {
  const { caFile: ca_file, certFile: cert_file, keyFile: key_file } = tls;
  const given = ca_file !== undefined || cert_file !== undefined || key_file !== undefined;
  const parsed = redisSettings.safeParse({
    url,
    key_prefix: keyPrefix,
    ...(given && { tls: { ca_file, cert_file, key_file } }),
  });
  if (!parsed.success) throw new Error(`the Redis: expected ${parsed.error.issues[0]?.message ?? "a URL"}`);
  const { store, hashKey, url: shown } = await redisStore(settings, parsed.data, observer);
  const problem = await store.start();
  if (problem !== undefined && required) {
    await store.close();
    throw new Error(`${shown} cannot be used: ${problem}`);
  }
  return { state: redisPluginState(store, plugin, hashKey, checks), close: () => store.close() };
}
