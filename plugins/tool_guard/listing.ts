import type { JsonObject, JsonValue } from "plugins-adapter/framework";
import type { ToolGuardConfig } from "./config.ts";
import { digestOf } from "./definition.ts";
import type { Check } from "./finding.ts";
import type { Judged, Listed } from "./pins.ts";
import { scoreOf } from "./score.ts";

/** What is wrong with an entry of a list. */
export interface Fault {
  readonly code:
    | "TOOL_POISONED"
    | "TOOL_DRIFT"
    | "TOOL_UNLISTED"
    | "TOOL_SHADOWED"
    | "TOOL_GUARD_LIMIT_EXCEEDED";
  readonly action: "remove" | "deny" | "report";
  readonly details: JsonObject;
}

export interface Entry extends Listed {
  readonly faults: readonly Fault[];
}

/** Reads the entries' texts: those that say something wrong, or cannot be read, have a fault. */
export function entryReader(
  config: ToolGuardConfig,
  isExempt: (name: string) => boolean,
): (entry: JsonValue, pinned: boolean) => Entry {
  const wanted: ReadonlySet<Check> = new Set(config.checks);
  const limits = { depth: config.max_nested_depth, members: 20_000, words: 200_000 };
  return (entry, pinned) => {
    const name = nameOf(entry);
    const limited = (limit: string): Entry => ({
      name,
      digest: "",
      faults: [{ code: "TOOL_GUARD_LIMIT_EXCEEDED", action: config.action, details: { limit } }],
    });
    if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return limited("shape");
    if (Buffer.byteLength(JSON.stringify(entry)) > config.max_definition_bytes)
      return limited("max_definition_bytes");
    const { score, findings, complete } = scoreOf(entry, wanted, limits);
    if (!complete) return limited("max_nested_depth");
    const digest = pinned ? digestOf(entry) : "";
    if (score < config.min_score || isExempt(name)) return { name, digest, faults: [] };
    const details = {
      score,
      findings: findings.map(({ check, reason, weight }) => ({ check, reason, weight })),
    };
    return { name, digest, faults: [{ code: "TOOL_POISONED", action: config.action, details }] };
  };
}

/** The entry with what its pin and its name add. */
export function withStanding(entry: Entry, judged: Judged | undefined, config: ToolGuardConfig): Entry {
  if (judged === undefined) return entry;
  const { standing, shadows } = judged;
  const faults = [...entry.faults];
  if (standing === "drifted")
    faults.push({ code: "TOOL_DRIFT", action: config.on_drift, details: { digest: entry.digest } });
  if (standing === "unlisted" || standing === "no_room")
    faults.push({
      code: "TOOL_UNLISTED",
      action: config.on_drift,
      details: { digest: entry.digest, why: standing },
    });
  if (shadows && config.on_shadow !== "ignore")
    faults.push({ code: "TOOL_SHADOWED", action: config.on_shadow, details: {} });
  return faults.length === entry.faults.length ? entry : { ...entry, faults };
}

/** A tool's or prompt's name; a resource's URI. */
function nameOf(entry: JsonValue): string {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return "";
  const { name, uri, uriTemplate } = entry as JsonObject;
  const first = [name, uri, uriTemplate].find((each) => typeof each === "string");
  return (first as string | undefined) ?? "";
}
