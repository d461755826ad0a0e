import type { PluginEntry, PluginMode } from "../../config/entry.ts";
import type { JsonObject } from "../../json.ts";

/**
 * An entry as ContextForge's PluginConfig, all fields of it. `config` is withheld: it may hold secrets, and a client
 * does not need it. `hooks` are those that the plugin really runs on: clients call no others.
 */
export function writeConfig(entry: PluginEntry, hooks: readonly string[]): JsonObject {
  const { mode, onError } = wireMode(entry);
  return {
    name: entry.name,
    description: entry.description ?? null,
    author: entry.author ?? null,
    kind: entry.kind,
    namespace: entry.namespace ?? null,
    version: entry.version ?? null,
    hooks: [...hooks],
    tags: [...entry.tags],
    mode,
    on_error: onError,
    priority: entry.priority,
    max_content_size: 10_000_000,
    conditions: entry.conditions.map((condition) => ({
      server_ids: list(condition.server_ids),
      tenant_ids: list(condition.tenant_ids),
      tools: list(condition.tools),
      prompts: list(condition.prompts),
      resources: list(condition.resources),
      agents: null,
      user_patterns: list(condition.user_patterns),
      content_types: list(condition.content_types),
    })),
    applied_to: null,
    capabilities: [],
    config: null,
    mcp: null,
    grpc: null,
    unix_socket: null,
  };
}

function list(values: readonly string[] | undefined): string[] | null {
  return values === undefined ? null : [...values];
}

/** cpex's names of the modes. */
function wireMode({ mode, onError }: PluginEntry): { mode: string; onError: string } {
  if (mode === "enforce_ignore_error") return { mode: "sequential", onError: "ignore" };
  const names: Partial<Record<PluginMode, string>> = { enforce: "sequential", permissive: "transform" };
  return { mode: names[mode] ?? mode, onError };
}
