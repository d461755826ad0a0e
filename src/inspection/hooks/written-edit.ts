import type { HookOutcome, PluginViolation } from "../../framework/index.ts";
import type { Splice } from "../../mcp/json/splice.ts";

/** An outcome, and its edits as they go into the message's text; none where it denies. */
export interface WrittenEdit {
  readonly outcome: HookOutcome<unknown>;
  readonly splices: readonly Splice[];
}

/**
 * Writes the edit of an outcome. What `write` throws says that the edit is no JSON data, or nested or large beyond any
 * message: the fault of the plugin that made it, so the message is denied as for a plugin that fails.
 */
export function writtenEdit(outcome: HookOutcome<unknown>, write: (splices: Splice[]) => void): WrittenEdit {
  const splices: Splice[] = [];
  try {
    write(splices);
    return { outcome, splices };
  } catch (error) {
    return { outcome: faultyEdit(outcome, error), splices: [] };
  }
}

/** The outcome of an edit that cannot be made. */
export function faultyEdit(outcome: HookOutcome<unknown>, error: unknown): HookOutcome<unknown> {
  return { ...outcome, continue_processing: false, violation: fault(outcome, error) };
}

function fault(outcome: HookOutcome<unknown>, error: unknown): PluginViolation {
  const plugin = outcome.executions.findLast(({ modified }) => modified)?.plugin;
  return {
    reason: "Plugin error",
    description: "A plugin's edit can't be written as JSON",
    code: "PLUGIN_ERROR",
    details: { error: error instanceof Error ? error.name : "unknown" },
    ...(plugin !== undefined && { plugin_name: plugin }),
  };
}
