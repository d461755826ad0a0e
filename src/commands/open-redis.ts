import { systemClock } from "../framework/index.ts";
import type { RedisSettings } from "../settings/redis.ts";
import { type RedisTarget, readRedisUrl, shownTarget } from "../settings/redis-url.ts";
import type { StateSettings } from "../settings/state.ts";
import { type LinkTls, redisLinks } from "../state/redis-link.ts";
import { createRedisStore, type RedisObserver, type RedisStore } from "../state/redis-store.ts";
import type { Log } from "../telemetry/log.ts";
import { readPem } from "./pem-file.ts";
import { readSecret } from "./secret-file.ts";

const shortestHashKey = 16;

/** A store that is not connected yet. */
export interface OpenedRedis {
  readonly store: RedisStore;
  readonly hashKey: Uint8Array | undefined;
  /** Without user and password. */
  readonly url: string;
}

/** Reads the files that the settings name. Rejects as `openState`. */
export async function redisStore(
  settings: StateSettings,
  redis: RedisSettings,
  observer: (url: string) => RedisObserver,
): Promise<OpenedRedis> {
  const reading = readRedisUrl(redis.url);
  if (!reading.ok) throw new Error(`state.redis.url: expected ${reading.expected}`);
  const { target } = reading;
  const url = shownTarget(target);
  const what = "the key of state.redis.hash_key";
  const hashKey = await readSecret(what, redis.hash_key, redis.hash_key_file, shortestHashKey);
  const store = createRedisStore({
    open: await redisLinks(await linkOptions(redis, target)),
    settings: redis,
    limits: settings,
    clock: systemClock,
    observer: observer(url),
  });
  return { store, hashKey: hashKey === undefined ? undefined : Buffer.from(hashKey), url };
}

async function linkOptions(redis: RedisSettings, target: RedisTarget) {
  const { password: given = target.password, password_file } = redis;
  const password = () => readSecret("the password of state.redis", given, password_file, 1);
  // At the start a file that cannot be read is told as such, not as a Redis that cannot be used.
  await password();
  return {
    target,
    username: redis.username ?? target.username,
    password,
    tls: redis.tls && (await tlsOf(redis.tls)),
    connectTimeoutMs: redis.connect_timeout_ms,
  };
}

async function tlsOf(tls: NonNullable<RedisSettings["tls"]>): Promise<LinkTls> {
  const { ca_file, cert_file, key_file, server_name } = tls;
  return {
    ...(ca_file !== undefined && { ca: await readPem(ca_file) }),
    ...(cert_file !== undefined && { cert: await readPem(cert_file) }),
    ...(key_file !== undefined && { key: await readPem(key_file) }),
    ...(server_name !== undefined && { serverName: server_name }),
  };
}

/** One line when an outage begins and one when it ends, not one a command. */
export function redisObserver(log: Pick<Log, "info" | "error">): (url: string) => RedisObserver {
  return (redis) => ({
    lost: (code) => log.error({ redis, code }, "Redis cannot be used; what is kept there is not known"),
    recovered: () => log.info({ redis }, "Redis is used again"),
  });
}
