import { z } from "zod";
import { type Condition, errorPolicies, type PluginEntry } from "../config/entry.ts";
import { conditionSchema, modeAliases, pluginEntrySchema } from "../config/schema.ts";
import { hookNamed } from "../hooks.ts";

const { description, version, author, namespace, hooks, tags, mode, priority } = pluginEntrySchema.shape;

/** What of a plugin's configuration at its server counts here; nulls are unset fields. */
const remoteSchema = z.object({
  description,
  version,
  author,
  namespace,
  hooks,
  tags,
  mode,
  priority,
  on_error: z.enum(errorPolicies).nullish(),
  conditions: z.array(z.object(conditionSchema.shape)).max(1000).nullish(),
});

/** @property serverHooks  those that the server's configuration has; undefined or empty: it does not say */
export type RemoteEntry =
  | { readonly ok: true; readonly entry: PluginEntry; readonly serverHooks?: readonly string[] }
  | { readonly ok: false; readonly message: string };

/**
 * Puts the configuration that a plugin has at its server under the local one: keys that the local one states win, as in
 * ContextForge. The plugin's `config` stays at the server. Hooks are not checked here.
 */
export function mergeRemoteEntry(local: PluginEntry, remote: unknown): RemoteEntry {
  const parsed = remoteSchema.safeParse(remote);
  if (!parsed.success) {
    const keys = [...new Set(parsed.error.issues.map(({ path }) => String(path[0] ?? "")))].join(", ");
    return { ok: false, message: `the configuration at its server is not understood: ${keys}` };
  }
  const value = parsed.data;
  const stated = new Set(local.stated ?? []);
  // No hooks mean all hooks, here as in every entry.
  if (local.hooks.length === 0) stated.delete("hooks");
  const mode = modeAliases[value.mode] ?? (value.mode as PluginEntry["mode"]);
  const given: Partial<Record<keyof PluginEntry, unknown>> = {};
  const take = (key: keyof PluginEntry, name: string, content: unknown) => {
    if (!stated.has(name) && content !== undefined && content !== null) given[key] = content;
  };
  for (const key of ["description", "version", "author", "namespace", "tags", "priority"] as const)
    take(key, key, value[key]);
  const serverHooks = value.hooks.map(hookNamed);
  take("hooks", "hooks", serverHooks);
  take("mode", "mode", mode);
  take("onError", "on_error", value.on_error);
  take("conditions", "conditions", value.conditions?.map(conditionOf));
  const entry = { ...local, ...(given as Partial<PluginEntry>) };
  if (entry.mode === "enforce_ignore_error" && !stated.has("on_error")) {
    return { ok: true, entry: { ...entry, onError: "ignore" }, serverHooks };
  }
  return { ok: true, entry, serverHooks };
}

function conditionOf({ agents: _, ...fields }: z.output<typeof conditionSchema>): Condition {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}
