import type { Clock } from "./clock.ts";
import { errorClass } from "./error-class.ts";
import type { PluginLog } from "./plugin.ts";
import type { PluginInstance } from "./plugin-registry.ts";
import { failureOf } from "./timeout.ts";

/** What a plugin's `health()` said last. `unknown`: it has none, or it was not asked yet. */
export type PluginHealth =
  | { readonly status: "unknown" }
  | { readonly status: "healthy"; readonly checked_at: string }
  | { readonly status: "unhealthy"; readonly checked_at: string; readonly error: string };

export interface HealthChecks {
  of(uuid: string): PluginHealth;
  /** Asks every plugin that can be asked, now. */
  check(): Promise<void>;
  stop(): void;
}

const unknown: PluginHealth = { status: "unknown" };

/** Asks plugins for their health every `intervalSeconds`, one round at a time; 0 asks only when told to. */
export function startHealthChecks(
  instances: readonly PluginInstance[],
  intervalSeconds: number,
  timeoutSeconds: number,
  clock: Clock,
  log: PluginLog,
): HealthChecks {
  const asked = instances.filter(({ plugin }) => typeof plugin.health === "function");
  const results = new Map<string, PluginHealth>();
  let round: Promise<void> | undefined;

  async function ask(instance: PluginInstance): Promise<void> {
    const failure = await failureOf(() => instance.plugin.health?.(), timeoutSeconds * 1000, clock);
    const checked_at = new Date().toISOString();
    const before = results.get(instance.uuid)?.status ?? "unknown";
    if (failure === undefined) {
      results.set(instance.uuid, { status: "healthy", checked_at });
      if (before === "unhealthy") log.info({ plugin: instance.name }, "plugin is healthy again");
      return;
    }
    const error = errorClass(failure.error);
    results.set(instance.uuid, { status: "unhealthy", checked_at, error });
    if (before !== "unhealthy") log.warn({ plugin: instance.name, error }, "plugin is unhealthy");
  }

  function check(): Promise<void> {
    round ??= Promise.all(asked.map(ask)).then(() => {
      round = undefined;
    });
    return round;
  }

  const periodic = asked.length > 0 && intervalSeconds > 0;
  const stop = periodic ? clock.every(intervalSeconds * 1000, () => void check()) : () => {};
  return { of: (uuid) => results.get(uuid) ?? unknown, check, stop };
}
