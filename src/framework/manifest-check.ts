import type { z } from "zod";
import { describeIssues } from "./config/describe-issue.ts";
import type { PluginEntry } from "./config/entry.ts";
import { type ConfigProblem, problemText } from "./config/problem.ts";
import { strictly } from "./config-check.ts";
import { type HookRegistry, unknownHookMessage } from "./hook-registry.ts";
import { hookNamed } from "./hooks.ts";
import type { LoadProblem } from "./load-problem.ts";
import type { PluginDefinition } from "./plugin.ts";
import { manifestPlace, type PluginManifest } from "./plugin-manifest.ts";
import { type Factory, isDefinition, type PluginKind } from "./plugin-module.ts";

/** What of a manifest does not fit the module beside it. The module is not known where the entry is disabled. */
export function checkManifest(
  manifest: PluginManifest,
  value: PluginDefinition | Factory | undefined,
  kind: PluginKind | undefined,
  hooks: HookRegistry,
): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const complain = (path: readonly (string | number)[], found: string, expected: string) => {
    problems.push({ ...manifestPlace(manifest, path), found, expected });
  };
  if (isDefinition(value)) {
    const names = [value.kind, ...(value.aliases ?? [])];
    if (manifest.kind !== undefined && !names.includes(manifest.kind))
      complain(["kind"], "another kind", `that of the plugin's definition: ${names.join(", ")}`);
    if (manifest.schema !== undefined)
      complain(["config_schema"], "`config_schema`", "none: the plugin's definition brings a schema");
  }
  // Hooks may be declared by modules that are not run for a disabled entry.
  if (value === undefined || kind === undefined) return problems;
  for (const [index, hook] of (manifest.available_hooks ?? []).entries()) {
    const at = ["available_hooks", index];
    if (hooks.get(hook) === undefined)
      complain(at, unknownHookMessage(hook, hooks), `one of ${hooks.names().join(", ")}`);
    else if (isDefinition(value) && !value.hooks.map(hookNamed).includes(hookNamed(hook)))
      complain(at, `hook "${hook}"`, `one of the definition's: ${value.hooks.join(", ")}`);
  }
  return [...problems, ...defaultProblems(manifest, kind.config)];
}

/** What is wrong with the defaults themselves; required keys may be missing among them. */
function defaultProblems(manifest: PluginManifest, config: z.ZodType): ConfigProblem[] {
  const { default_config, document } = manifest;
  const schema = strictly(config);
  const parsed = schema.safeParse(structuredClone(default_config));
  const base = document.members.has("default_configs") ? ["default_configs"] : ["default_config"];
  const issues = (parsed.error?.issues ?? []).filter(
    ({ code, path: [key] }) =>
      (key === undefined && code === "unrecognized_keys") ||
      (key !== undefined && Object.hasOwn(default_config, key)),
  );
  return describeIssues(issues, schema, document, base);
}

/** Problems of a manifest as the loader reports them, with the manifest's place. */
export function manifestProblems(entry: PluginEntry, problems: readonly ConfigProblem[]): LoadProblem[] {
  return problems.map((problem) => ({
    message: problemText(problem),
    plugin: entry.name,
    path: ["kind"],
    at: problem,
  }));
}

/** The entry with what its manifest says where it says nothing itself: description, author, version, tags. */
export function describedEntry(entry: PluginEntry, manifest: PluginManifest | undefined): PluginEntry {
  if (manifest === undefined) return entry;
  const { description, author, version, tags } = manifest;
  return {
    ...(description !== undefined && { description }),
    ...(author !== undefined && { author }),
    ...(version !== undefined && { version }),
    ...entry,
    tags: entry.tags.length > 0 ? entry.tags : tags,
  };
}
