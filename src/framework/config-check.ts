import type { z } from "zod";
import type { Checked } from "./config/check.ts";
import { describeIssues } from "./config/describe-issue.ts";
import type { PluginEntry } from "./config/entry.ts";
import { fromValue } from "./config/located.ts";
import { type ConfigProblem, type Location, problemText } from "./config/problem.ts";
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
  const config = { ...defaults, ...entry.config };
  const parsed = strict.safeParse(structuredClone(config));
  if (parsed.success) return { ok: true, value: parsed.data, warnings: [] };
  const problems = parsed.error.issues.flatMap((issue) => described(entry, issue, strict, config));
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

/** In the words of a file's problems, without one. */
function described(
  entry: PluginEntry,
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  config: JsonObject,
): LoadProblem[] {
  const path = ["config", ...issue.path.map((key) => (typeof key === "number" ? key : String(key)))];
  const keys = issue.code === "unrecognized_keys" ? issue.keys : [];
  return describeIssues([issue], schema, fromValue({ config }, nowhere), ["config"]).map((problem, index) => {
    const key = keys[index];
    return {
      message: problemText(problem),
      plugin: entry.name,
      path: key === undefined ? path : [...path, key],
    };
  });
}

const nowhere: Location = { file: "", line: 0, column: 0 };
