import type { z } from "zod";
import type { Checked } from "./config/check.ts";
import type { PluginEntry } from "./config/entry.ts";
import { nearMiss } from "./config/near-miss.ts";
import { type ConfigProblem, problemText, quote } from "./config/problem.ts";
import type { JsonObject } from "./json.ts";
import type { LoadProblem } from "./load-problem.ts";

/**
 * Checks an entry's `config` and knows where it stands in its file; `checkPluginConfig` is one.
 * @param defaults of the plugin's manifest: values of keys that the entry leaves out
 */
export type ConfigCheck = (entry: PluginEntry, schema: z.ZodType, defaults: JsonObject) => Checked<unknown>;

export type CheckedConfig =
  | { readonly ok: true; readonly value: unknown; readonly warnings: readonly LoadProblem[] }
  | {
      readonly ok: false;
      readonly problems: readonly LoadProblem[];
      readonly warnings: readonly LoadProblem[];
    };

/** Checks an entry's `config` with its kind's schema. An object schema that would drop unknown keys refuses them. */
export function checkConfig(
  entry: PluginEntry,
  schema: z.ZodType,
  check: ConfigCheck | undefined,
  defaults: JsonObject = {},
): CheckedConfig {
  const strict = strictly(schema);
  if (check !== undefined) {
    const checked = check(entry, strict, defaults);
    const warnings = checked.warnings.map((problem) => located(entry, problem));
    if (checked.ok) return { ok: true, value: checked.value, warnings };
    return { ok: false, problems: checked.problems.map((problem) => located(entry, problem)), warnings };
  }
  const parsed = strict.safeParse(structuredClone({ ...defaults, ...entry.config }));
  if (parsed.success) return { ok: true, value: parsed.data, warnings: [] };
  const problems = parsed.error.issues.flatMap((issue) => described(entry, issue, strict));
  return { ok: false, problems, warnings: [] };
}

/**
 * An object schema that refuses unknown keys instead of dropping them; other schemas as they are.
 * By its definition, not by class: a package's plugin may bring a zod of its own.
 */
export function strictly(schema: z.ZodType): z.ZodType {
  const object = schema as Partial<z.ZodObject> & z.ZodType;
  const drops = object.def?.type === "object" && object.def.catchall === undefined;
  return drops && typeof object.strict === "function" ? object.strict() : schema;
}

function located(entry: PluginEntry, problem: ConfigProblem): LoadProblem {
  return { message: problemText(problem), plugin: entry.name, at: problem };
}

function described(entry: PluginEntry, issue: z.core.$ZodIssue, schema: z.ZodType): LoadProblem[] {
  const path = ["config", ...issue.path.map((key) => (typeof key === "number" ? key : String(key)))];
  if (issue.code !== "unrecognized_keys") return [{ message: issue.message, plugin: entry.name, path }];
  const known = issue.path.length === 0 ? Object.keys((schema as Partial<z.ZodObject>).shape ?? {}) : [];
  return issue.keys.map((key) => {
    const near = nearMiss(key, known);
    const hint = near === undefined ? "" : `; did you mean "${near}"?`;
    return { message: `unknown key ${quote(key)}${hint}`, plugin: entry.name, path: [...path, key] };
  });
}
