import { randomBytes } from "node:crypto";
import type { Clock } from "../framework/clock.ts";
import type { RedisSettings } from "../settings/redis.ts";
import type { StateSettings } from "../settings/state.ts";
import type { RedisScript } from "./budget-script.ts";
import { LinkError, type OpenLink, type RedisLink } from "./redis-link.ts";
import { StateError, type StateErrorCode, type StateStore } from "./store.ts";

/** Who wants to know when Redis goes and comes: once each an outage, one at the start among them. */
export interface RedisObserver {
  /** @param code the system's (`ECONNREFUSED`), or the first word of Redis' error (`NOAUTH`) */
  lost(code: string): void;
  recovered(): void;
}

export interface RedisStoreOptions {
  readonly open: OpenLink;
  readonly settings: Pick<
    RedisSettings,
    "key_prefix" | "connect_timeout_ms" | "command_timeout_ms" | "max_pending" | "reconnect_max_ms"
  >;
  readonly limits: Pick<StateSettings, "max_value_bytes">;
  readonly clock: Pick<Clock, "now" | "after">;
  readonly observer: RedisObserver;
  /** From 0 to 1, so that replicas don't all come back at one moment. */
  readonly random?: () => number;
}

export interface RedisStore extends StateStore {
  /** Connects for the first time. @returns why that failed, a code; it is tried again until `close` */
  start(): Promise<string | undefined>;
  /** Runs a script, whose text is sent only where Redis does not know it yet. @returns Redis' reply */
  evaluate(script: RedisScript, keys: readonly string[], args: readonly string[]): Promise<unknown>;
}

type Operation = "read" | "write";

const firstDelayMs = 100;
/** Redis has forgotten the script: it was started anew, or told to. */
const unknownScript = Symbol("unknown script");
/** Errors that are those of one key or one script. Any other is that of all commands: no memory, a replica. */
const ownErrors: Readonly<Record<"command" | "script", readonly string[]>> = {
  command: ["WRONGTYPE"],
  script: ["WRONGTYPE", "ERR", "NOPERM"],
};

/** A store in Redis. While that cannot be reached nothing waits for it: every operation fails at once. */
export function createRedisStore(options: RedisStoreOptions): RedisStore {
  const { open, settings, limits, clock, observer, random = Math.random } = options;
  const failures = { read: 0, write: 0 };
  /** Ends the commands under way. */
  const pending = new Set<(code: StateErrorCode) => void>();
  let sent = 0;
  let oversized = 0;
  let link: RedisLink | undefined;
  let connected = false;
  let connectedAt = 0;
  let repliedAt = 0;
  let attempts = 0;
  /** Why it is not connected; undefined before the first try has ended. */
  let problem: string | undefined;
  let closed = false;
  let cancelTimer = () => {};
  let onFirst: (problem: string | undefined) => void = () => {};

  /** A busy process finds its timers due before it has read what came in time: one more turn of its loop shows. */
  function afterAll(ms: number, callback: () => void): () => void {
    let cancel = clock.after(ms, () => {
      cancel = clock.after(1, callback);
    });
    return () => cancel();
  }

  function connect(): void {
    const mine: RedisLink = open((code) => end(mine, code));
    link = mine;
    cancelTimer = afterAll(settings.connect_timeout_ms, () => end(mine, "timeout"));
    mine.ready
      .then(() => (link === mine ? tryOut(mine) : undefined))
      .then(
        () => begin(mine),
        (error: unknown) => end(mine, codeOf(error)),
      );
  }

  /** Every command that will be needed: a replica that only reads, a missing right or an old Redis is found here. */
  async function tryOut(mine: RedisLink): Promise<void> {
    const key = `${settings.key_prefix}try:${randomBytes(8).toString("hex")}`;
    await Promise.all([
      mine.send(["SET", key, "1", "PX", "60000", "NX"]),
      mine.send(["SET", key, "1", "PX", "60000"]),
      mine.send(["GET", key]),
      mine.send(["GETDEL", key]),
      mine.send(["DEL", key]),
    ]);
  }

  function begin(mine: RedisLink): void {
    if (link !== mine) return;
    cancelTimer();
    connected = true;
    connectedAt = clock.now();
    if (problem !== undefined) observer.recovered();
    problem = undefined;
    onFirst(undefined);
  }

  function end(mine: RedisLink, code: string): void {
    if (link !== mine) return;
    const lived = connected ? clock.now() - connectedAt : 0;
    drop("lost");
    if (problem === undefined) observer.lost(code);
    problem = code;
    onFirst(code);
    if (lived >= settings.reconnect_max_ms) attempts = 0;
    const delay = Math.min(settings.reconnect_max_ms, firstDelayMs * 2 ** Math.min(attempts++, 30));
    cancelTimer = clock.after(delay * (0.5 + random() / 2), connect);
  }

  /** Commands first, so that they are told why; what the client then rejects is not listened to. */
  function drop(code: StateErrorCode): void {
    cancelTimer();
    connected = false;
    const mine = link;
    link = undefined;
    for (const fail of [...pending]) fail(code);
    mine?.destroy();
  }

  function run(
    operation: Operation,
    command: readonly string[],
    kind: keyof typeof ownErrors = "command",
  ): Promise<unknown> {
    const mine = link;
    if (!connected || mine === undefined) return fail(operation, closed ? "closed" : "disconnected");
    if (sent >= settings.max_pending) return fail(operation, "busy");
    const since = clock.now();
    sent++;
    return new Promise((resolve, reject) => {
      const settle = (): boolean => {
        cancel();
        return pending.delete(giveUp);
      };
      const giveUp = (code: StateErrorCode) => {
        settle();
        failures[operation]++;
        reject(new StateError(code));
      };
      const cancel = afterAll(settings.command_timeout_ms, () => {
        giveUp("timeout");
        // It has answered nobody since: it hangs, and others need not find that out one by one.
        if (repliedAt <= since) end(mine, "timeout");
      });
      pending.add(giveUp);
      mine.send(command).then(
        (reply) => {
          sent--;
          repliedAt = clock.now();
          if (settle()) resolve(reply);
        },
        (error: unknown) => {
          sent--;
          if (isReply(error) && codeOf(error) === "NOSCRIPT") {
            if (settle()) resolve(unknownScript);
            return;
          }
          if (pending.has(giveUp)) giveUp(isReply(error) ? "refused" : "lost");
          if (!isReply(error) || !ownErrors[kind].includes(codeOf(error))) end(mine, codeOf(error));
        },
      );
    });
  }

  function fail(operation: Operation, code: StateErrorCode): Promise<never> {
    failures[operation]++;
    return Promise.reject(new StateError(code));
  }

  const keyOf = (key: string) => `${settings.key_prefix}${key}`;
  const read = async (command: "GET" | "GETDEL", key: string): Promise<string | undefined> => {
    const reply = await run("read", [command, keyOf(key)]);
    return typeof reply === "string" ? reply : undefined;
  };
  const remove = async (key: string): Promise<void> => void (await run("write", ["DEL", keyOf(key)]));
  const isTooLong = (value: string): boolean => {
    const is = Buffer.byteLength(value) > limits.max_value_bytes;
    if (is) oversized++;
    return is;
  };

  return {
    start() {
      return new Promise((resolve) => {
        onFirst = resolve;
        connect();
      });
    },
    get: (key) => read("GET", key),
    take: (key) => read("GETDEL", key),
    delete: remove,
    async set(key, value, ttlMs) {
      if (isTooLong(value) || !(ttlMs > 0)) return remove(key);
      await run("write", ["SET", keyOf(key), value, "PX", wholeMs(ttlMs)]);
    },
    async setIfAbsent(key, value, ttlMs) {
      if (isTooLong(value) || !(ttlMs > 0)) return (await read("GET", key)) === undefined;
      return (await run("write", ["SET", keyOf(key), value, "PX", wholeMs(ttlMs), "NX"])) !== null;
    },
    async evaluate({ text, sha }, keys, args) {
      const rest = [String(keys.length), ...keys.map(keyOf), ...args];
      const reply = await run("write", ["EVALSHA", sha, ...rest], "script");
      return reply === unknownScript ? run("write", ["EVAL", text, ...rest], "script") : reply;
    },
    status: () => ({
      kind: "redis",
      connected,
      ...(problem !== undefined && { problem }),
      entries: 0,
      bytes: 0,
      evicted: 0,
      oversized,
      failures: { ...failures },
    }),
    close() {
      closed = true;
      drop("closed");
      onFirst("closed");
      return Promise.resolve();
    },
  };
}

/** Redis takes whole ones, and no text such as 1e21. */
function wholeMs(ms: number): string {
  return String(Math.min(Math.ceil(ms), Number.MAX_SAFE_INTEGER - Date.now()));
}

function isReply(error: unknown): boolean {
  return error instanceof LinkError && error.isReply;
}

function codeOf(error: unknown): string {
  return error instanceof LinkError ? error.code : "unknown";
}
