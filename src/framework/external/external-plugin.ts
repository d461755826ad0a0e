import type { Clock } from "../clock.ts";
import type { PluginEntry } from "../config/entry.ts";
import type { ExternalConfig } from "../config/external-schema.ts";
import type { PluginContext } from "../context.ts";
import { errorMessage } from "../error-class.ts";
import type { HookRegistry } from "../hook-registry.ts";
import { parseJson } from "../parse-json.ts";
import type { Plugin, PluginLog } from "../plugin.ts";
import { ranOutOfTime } from "../stop-reason.ts";
import { createCallQueue } from "./call-queue.ts";
import { type CallEnd, createCircuitBreaker } from "./circuit-breaker.ts";
import { type Connection, type PluginServer, serverOf } from "./connection.ts";
import { ExternalPluginError, ExternalServerError } from "./errors.ts";
import { createLink, type Link } from "./link.ts";
import { mergeRemoteEntry, type RemoteEntry } from "./remote-entry.ts";
import { cacheKey, createReplyCache } from "./reply-cache.ts";
import { type Dialect, readReply, sentContext, takeContext, toolCall } from "./wire.ts";

export interface ExternalOptions {
  readonly entry: PluginEntry;
  readonly config: ExternalConfig;
  readonly hooks: HookRegistry;
  readonly log: PluginLog;
  readonly clock: Clock;
  /** Seconds that the first connection and the server's answers to it may take. */
  readonly timeout: number;
}

/** A plugin whose hooks are asked of a server, with its entry after the server's configuration was put under it. */
export type ExternalPlugin =
  | {
      readonly ok: true;
      readonly entry: PluginEntry;
      readonly hooks: readonly string[];
      /** Hooks that the entry states and the plugin's configuration at its server does not have. */
      readonly unserved: readonly string[];
      readonly plugin: Plugin;
    }
  | { readonly ok: false; readonly message: string; readonly key: "hooks" | "mode" | PluginServer["kind"] };

/**
 * Connects to an external plugin's server and makes a plugin of it. Whatever a server does wrong later, a hook's call
 * rejects in bounded time, and `on_error` decides. Leaves nothing running if it fails.
 */
export async function openExternalPlugin(options: ExternalOptions): Promise<ExternalPlugin> {
  const { entry, config, clock, log } = options;
  const server = serverOf(entry);
  if (server === undefined)
    return { ok: false, key: "mcp", message: "has no `mcp`, `grpc` or `unix_socket` block" };
  const link = createLink({ server, plugin: entry.name, config, file: entry.source.file, log }, clock);
  const deadline = new AbortController();
  const cancel = clock.after(options.timeout * 1000, () => deadline.abort());
  try {
    const made = await describe(options, server, link, deadline.signal);
    if (!made.ok) await link.close();
    return made;
  } catch (error) {
    await link.close();
    return { ok: false, key: server.kind, message: `its server cannot be used: ${errorMessage(error)}` };
  } finally {
    cancel();
  }
}

async function describe(
  options: ExternalOptions,
  server: PluginServer,
  link: Link,
  signal: AbortSignal,
): Promise<ExternalPlugin> {
  const { entry, hooks: registry, log } = options;
  const connection = await link.open(signal);
  const merged = await remoteEntry(entry, server, connection, signal);
  if (!merged.ok) return { ...merged, key: server.kind };
  if (merged.entry.mode === "disabled") {
    return { ok: false, key: "mode", message: "is disabled at its server: state a `mode` here" };
  }
  const dialect: Dialect = connection.tools.has("invoke_hook") ? "invoke_hook" : "tool_per_hook";
  const possible = registry.names().filter((hook) => dialect === "invoke_hook" || connection.tools.has(hook));
  const missing = entry.hooks.filter((hook) => !possible.includes(hook));
  if (missing.length > 0)
    return { ok: false, key: "hooks", message: `its server has no tool for hook ${missing.join(", ")}` };
  const others = merged.entry.hooks.filter((hook) => !possible.includes(hook));
  if (others.length > 0) log.warn({ hooks: others }, "hooks of the plugin's server do not exist here");
  const { serverHooks = [] } = merged;
  const unserved = entry.hooks.filter((hook) => serverHooks.length > 0 && !serverHooks.includes(hook));
  const named = merged.entry.hooks.filter((hook) => possible.includes(hook));
  const hooks = merged.entry.hooks.length === 0 && dialect === "tool_per_hook" ? possible : named;
  if (hooks.length === 0)
    return { ok: false, key: "hooks", message: "neither here nor at its server are there hooks for it" };
  const plugin = pluginOver(options, server, link, dialect, hooks);
  return { ok: true, entry: { ...merged.entry, hooks }, hooks, unserved, plugin };
}

async function remoteEntry(
  entry: PluginEntry,
  server: PluginServer,
  connection: Connection,
  signal: AbortSignal,
): Promise<RemoteEntry> {
  if (!connection.tools.has("get_plugin_config")) return { ok: true, entry };
  const text = await connection.call("get_plugin_config", { name: entry.name }, signal);
  let remote: unknown;
  try {
    remote = parseJson(text);
  } catch {
    return { ok: false, message: "the configuration at its server is no JSON" };
  }
  // What a server answers that has no plugin of this name.
  if (remote === null || (typeof remote === "object" && Object.keys(remote).length === 0))
    return { ok: false, message: `its server has no plugin of this name${forgottenConfiguration(server)}` };
  return mergeRemoteEntry(entry, remote);
}

/** cpex's server without a configuration serves no plugin and says nothing: under ContextForge it inherits the variable. */
function forgottenConfiguration(server: PluginServer): string {
  if (server.kind !== "mcp" || server.block.proto !== "STDIO") return "";
  if (server.block.env?.["PLUGINS_CONFIG_PATH"] !== undefined) return "";
  return "; a server of cpex reads the file that `mcp.env.PLUGINS_CONFIG_PATH` names: the adapter's own variables are not handed on";
}

function pluginOver(
  { entry, config, clock }: ExternalOptions,
  server: PluginServer,
  link: Link,
  dialect: Dialect,
  hooks: readonly string[],
): Plugin {
  const queue = createCallQueue(config.connection_pool_size, config.max_queue);
  const breaker = config.circuit_breaker_enabled
    ? createCircuitBreaker(
        {
          threshold: config.circuit_breaker_failure_threshold,
          timeoutMs: config.circuit_breaker_timeout * 1000,
        },
        clock.now,
      )
    : undefined;
  const cache =
    config.cache_ttl_seconds > 0
      ? createReplyCache(
          { ttlMs: config.cache_ttl_seconds * 1000, maxEntries: config.cache_max_entries },
          clock.now,
        )
      : undefined;

  const limitMs =
    config.timeout_ms ?? (server.kind === "unix_socket" ? server.block.timeout * 1000 : undefined);

  async function invoke(hook: string, payload: unknown, context: PluginContext): Promise<object> {
    const sent = sentContext(context);
    const { request_id: _, ...rest } = sent.global_context;
    const key = cache && cacheKey([hook, payload, sent.state, sent.metadata, rest]);
    const kept = key && cache?.get(key);
    const text = kept ?? (await ask(hook, payload, sent, context.signal));
    const reply = readReply(text, entry.name);
    takeContext(reply.context, sent, context);
    if (key !== undefined && kept === undefined) cache?.set(key, text);
    return reply.result;
  }

  function ask(
    hook: string,
    payload: unknown,
    sent: ReturnType<typeof sentContext>,
    given: AbortSignal,
  ): Promise<string> {
    const { tool, args } = toolCall(dialect, hook, entry.name, payload, sent);
    return guarded(given, (signal) =>
      link.run(signal, async (connection) => {
        const text = await connection.call(tool, args, signal);
        readReply(text, entry.name);
        return text;
      }),
    );
  }

  async function guarded<T>(given: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    // At once: behind calls that hang there may be no room for a long time.
    if (breaker?.refuses()) throw refusal();
    const stopper = new AbortController();
    let late = false;
    let ended: ReturnType<NonNullable<typeof breaker>["enter"]>;
    const tell = (end: CallEnd) => {
      ended?.(end);
      ended = undefined;
    };
    const stop = () => {
      stopper.abort();
      // Before the next call can ask, who need not wait for this one's end.
      if (late || ranOutOfTime(given)) tell("failed");
    };
    const cancel =
      limitMs === undefined
        ? () => {}
        : clock.after(limitMs, () => {
            late = true;
            stop();
          });
    given.addEventListener("abort", stop, { once: true });
    if (given.aborted) stop();
    try {
      return await queue.run(stopper.signal, async () => {
        ended = breaker?.enter();
        if (breaker !== undefined && ended === undefined) throw refusal();
        try {
          const value = await work(stopper.signal);
          tell("answered");
          return value;
        } catch (error) {
          const alive = error instanceof ExternalPluginError;
          tell(alive ? "answered" : given.aborted ? "unclear" : "failed");
          throw error;
        }
      });
    } finally {
      cancel();
      given.removeEventListener("abort", stop);
    }
  }

  const checks = healthChecks(link, clock, server.block.health_check_interval ?? undefined);
  const handlers = Object.fromEntries(
    hooks.map((hook) => [hook, (payload: unknown, context: PluginContext) => invoke(hook, payload, context)]),
  );
  return {
    hooks: handlers,
    health: checks.health,
    async shutdown() {
      checks.stop();
      await link.close();
    },
  };
}

const refusal = () => new ExternalServerError("the circuit breaker is open");

/** Health by a rhythm of the plugin's own, or whenever it is asked for. A check connects again where that is needed. */
function healthChecks(
  link: Link,
  clock: Clock,
  seconds: number | undefined,
): { health(): Promise<void>; stop(): void } {
  const limitMs = 10_000;
  let last: Promise<void> | undefined;

  async function check(): Promise<void> {
    const deadline = new AbortController();
    const cancel = clock.after(limitMs, () => deadline.abort());
    try {
      await link.run(deadline.signal, (connection) => connection.check(deadline.signal));
    } finally {
      cancel();
    }
  }

  function renew(): Promise<void> {
    const made = check();
    made.catch(() => {});
    last = made;
    return made;
  }

  if (seconds === undefined) return { health: check, stop: () => {} };
  const stop = clock.every(seconds * 1000, () => void renew().catch(() => {}));
  return { health: () => last ?? renew(), stop };
}
