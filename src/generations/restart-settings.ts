import { isDeepStrictEqual } from "node:util";
import type { AdapterSettings } from "../settings/adapter.ts";

/** Settings that hold from the next exchange on; what is not below one of these is read at the start only. */
const live: readonly string[] = [
  "compat",
  "identity",
  "denial",
  "strict",
  "limits",
  "not_mcp",
  "paths",
  "python",
  "reference",
  "listen.drain_seconds",
  "management.token",
  "management.read_token",
  "management.violation_codes",
  "management.decisions",
  "telemetry.metrics",
  "reload.retire_seconds",
  "reload.max_generations",
];
const startOnly: readonly string[] = ["limits.max_exchanges"];

/** Keys that differ from those the process was started with, and act only after a restart: `adapter.listen.address`. */
export function restartNeeded(started: AdapterSettings, now: AdapterSettings): string[] {
  const before = leaves(started);
  const after = leaves(now);
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => !isDeepStrictEqual(before.get(key), after.get(key)))
    .filter((key) => isBelow(key, startOnly) || !isBelow(key, live))
    .map((key) => `adapter.${key}`)
    .sort();
}

function isBelow(key: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => key === prefix || key.startsWith(`${prefix}.`));
}

/** Dotted keys and their values; a list is one value. */
function leaves(value: object, prefix = "", found = new Map<string, unknown>()): Map<string, unknown> {
  for (const [key, each] of Object.entries(value)) {
    if (typeof each === "object" && each !== null && !Array.isArray(each))
      leaves(each, `${prefix}${key}.`, found);
    else if (each !== undefined) found.set(`${prefix}${key}`, each);
  }
  return found;
}
