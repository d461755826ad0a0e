/** The configurations whose start is measured. */
import { builtinPlugins } from "../../../plugins/builtin.ts";
import { demoConfig } from "../../../src/commands/demo/config.ts";

export type StartConfiguration = { readonly name: string; readonly plugins: number; readonly text: string };

/** Those of ContextForge's documentation and the other built-in ones, with the least that each needs. */
const entries: readonly { readonly kind: string; readonly config: object }[] = [
  { kind: "pii_filter", config: {} },
  { kind: "secrets_detection", config: {} },
  { kind: "deny_filter", config: { words: ["drop table", "rm -rf /"] } },
  { kind: "rate_limiter", config: { by_user: "1000000/s" } },
  { kind: "audit_log", config: {} },
  { kind: "search_replace", config: { words: [{ search: "EMP-\\d{6}", replace: "…" }] } },
  { kind: "resource_filter", config: { blocked_domains: ["malicious.example"] } },
];
const present = entries.filter(({ kind }) => builtinPlugins.some((each) => each.kind === kind));

export const startConfigurations: readonly StartConfiguration[] = [
  { name: "no plugins", plugins: 0, text: configOf(0) },
  { name: "the demo's", plugins: 2, text: demoConfig },
  ...[1, 5, 20, 50].map((count) => ({
    name: `${count} built-in`,
    plugins: count,
    text: configOf(count),
  })),
];

/** Instances of the built-in plugins in turn; JSON is YAML too. */
function configOf(count: number): string {
  const plugins = Array.from({ length: count }, (_, index) => ({
    name: `p${index}`,
    mode: "enforce",
    priority: index,
    ...present[index % present.length],
  }));
  return JSON.stringify({ plugins });
}
