/** The plugins that are active, as configuration files of the adapter. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { notMcpPath, planted } from "./cases.ts";

/** Names for `--plugins`. `scan`: the two of the documented five that read every character. */
export const pluginSets = ["0", "1", "scan", "5", "20"] as const;
export type PluginSet = (typeof pluginSets)[number];

type Entry = { readonly kind: string; readonly config: object };

/** The five that ContextForge's documentation begins with, in its order. */
const documentedFive: readonly Entry[] = [
  { kind: "pii_filter", config: { default_mask_strategy: "partial" } },
  { kind: "secrets_detection", config: {} },
  { kind: "deny_filter", config: { words: [planted.word, "project nightfall", "rm -rf /"] } },
  { kind: "rate_limiter", config: { by_user: "1000000/s", by_tool: { search: "1000000/s" } } },
  { kind: "audit_log", config: { max_files: 2 } },
];

const trivial: Entry = {
  kind: fileURLToPath(new URL("trivial-plugin.ts", import.meta.url)),
  config: {},
};

/** Small ones, which find nothing in the measured traffic. */
const fifteenMore: readonly Entry[] = [
  ...Array.from({ length: 6 }, () => trivial),
  ...["alpha", "bravo", "charlie", "delta"].map((word) => ({
    kind: "deny_filter",
    config: { words: [`project ${word}`, `codename ${word}`] },
  })),
  ...["TICKET-\\d{4,10}", "EMP-\\d{6}", "internal\\.example\\.com"].map((search) => ({
    kind: "search_replace",
    config: { words: [{ search, replace: "…" }] },
  })),
  { kind: "resource_filter", config: { blocked_domains: ["malicious.example"] } },
  { kind: "resource_filter", config: { allowed_protocols: ["https"] } },
];

const sets: Readonly<Record<PluginSet, readonly Entry[]>> = {
  "0": [],
  "1": [trivial],
  scan: documentedFive.filter(({ kind }) => kind === "pii_filter" || kind === "secrets_detection"),
  "5": documentedFive,
  "20": [...documentedFive, ...fifteenMore],
};

/** Kinds of a set, for the report: `pii_filter, deny_filter`. */
export function kindsOf(set: PluginSet): readonly string[] {
  return sets[set].map(({ kind }) => (kind === trivial.kind ? "trivial" : kind));
}

/** A configuration file; JSON is YAML too. @param records where the plugin writes that records calls */
export function configOf(set: PluginSet, records: string): string {
  return JSON.stringify({
    plugin_dirs: [dirname(trivial.kind)],
    plugins: sets[set].map(({ kind, config }, index) => ({
      name: `plugin-${index + 1}`,
      kind,
      mode: "enforce",
      priority: (index + 1) * 10,
      config: kind === "audit_log" ? { ...config, file: records } : config,
    })),
    adapter: { not_mcp: [{ method: "GET", path: notMcpPath }] },
  });
}
