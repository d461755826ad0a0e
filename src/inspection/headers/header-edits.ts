import type { HookOutcome } from "../../framework/index.ts";
import type { AdapterSettings } from "../../settings/adapter.ts";
import type { HeaderChanges } from "../verdict.ts";

/** What ContextForge protects: a plugin may add credentials, but not put others in a client's place. */
const credentials: readonly string[] = ["authorization", "cookie", "x-api-key", "proxy-authorization"];

/** The changes without those of credentials that the client sent. */
export function keptCredentials(
  sent: Readonly<Record<string, string>>,
  { set = [], remove = [] }: HeaderChanges,
): HeaderChanges | undefined {
  const free = (name: string): boolean => !credentials.includes(name) || !Object.hasOwn(sent, name);
  const kept = { set: set.filter(([name]) => free(name)), remove: remove.filter(free) };
  return kept.set.length + kept.remove.length > 0 ? kept : undefined;
}

/** Whether changes are few and small enough to be sent. */
export function boundedEdits(
  { set = [], remove = [] }: HeaderChanges,
  { http_hooks: { header_edits, header_edit_bytes } }: AdapterSettings,
): boolean {
  if (set.length + remove.length > header_edits) return false;
  const texts = [...set.flat(), ...remove];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) <= header_edit_bytes;
}

/** The outcome of a hook whose edits are out of bounds: to leave them out would be no verdict of the plugin's. */
export function tooManyEdits<P>(outcome: HookOutcome<P>): HookOutcome<P> {
  const plugin = outcome.executions.findLast(({ modified }) => modified)?.plugin;
  return {
    ...outcome,
    continue_processing: false,
    violation: {
      reason: "Plugin error",
      description: "Plugins change more headers than adapter.http_hooks allows",
      code: "PLUGIN_ERROR",
      details: {},
      ...(plugin !== undefined && { plugin_name: plugin }),
    },
  };
}
