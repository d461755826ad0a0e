import type { JsonObject, JsonValue } from "../framework/json.ts";
import { isObject, memberOf } from "./twin/same-json.ts";

/** Capabilities of a server (2026-07-28, ServerCapabilities) and what they hold beside free text. */
const capabilities: Readonly<Record<string, readonly string[]>> = {
  logging: [],
  completions: [],
  prompts: ["listChanged"],
  resources: ["subscribe", "listChanged"],
  tools: ["listChanged"],
};

/**
 * What remains of a DiscoverResult that must not go on: the revisions and capabilities that a client needs to stay in its
 * era, without a word of the server's. Undefined where it names no revision.
 */
export function bareDiscovery(result: JsonValue): JsonObject | undefined {
  const versions = memberOf(result, "supportedVersions");
  const known = Array.isArray(versions) ? versions.filter(isRevision) : [];
  if (known.length === 0) return undefined;
  const offered = memberOf(result, "capabilities");
  const kept = Object.entries(capabilities).flatMap(([name, flags]) => {
    const capability = memberOf(offered, name);
    if (!isObject(capability)) return [];
    const set = flags.filter((flag) => memberOf(capability, flag) === true);
    return [[name, Object.fromEntries(set.map((flag) => [flag, true]))] as const];
  });
  return {
    resultType: "complete",
    supportedVersions: known,
    capabilities: Object.fromEntries(kept),
    ttlMs: 0,
    cacheScope: "private",
  };
}

function isRevision(version: JsonValue): boolean {
  return typeof version === "string" && /^\d{4}-\d\d-\d\d$/.test(version);
}
