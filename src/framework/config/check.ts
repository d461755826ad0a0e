import type { z } from "zod";
import { describeIssues, type SchemaIssue } from "./describe-issue.ts";
import { type LocatedNode, nodeAt, toValue } from "./located.ts";
import type { ConfigProblem, KeyPath } from "./problem.ts";

/** A value that its schema accepts, or all that is wrong with it. Warnings: keys that a tolerant check left out. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly ConfigProblem[] }
  | {
      readonly ok: false;
      readonly problems: readonly ConfigProblem[];
      readonly warnings: readonly ConfigProblem[];
    };

/**
 * Checks what stands at a path of the tree with a schema. Nothing there, or an empty value, is checked as `absent`.
 * @param tolerant unknown keys become warnings and are left out, as ContextForge's loader leaves them out
 */
export function check<S extends z.ZodType>(
  schema: S,
  root: LocatedNode,
  path: KeyPath,
  tolerant: boolean,
  absent?: unknown,
): Checked<z.output<S>> {
  const node = nodeAt(root, path);
  const missing = node === undefined || (node.kind === "scalar" && node.value === null);
  const value: unknown =
    missing && absent !== undefined ? absent : node === undefined ? undefined : toValue(node);
  let parsed = schema.safeParse(value);
  let warnings: ConfigProblem[] = [];
  if (!parsed.success && tolerant) {
    const unknown = parsed.error.issues.filter((issue) => issue.code === "unrecognized_keys");
    if (unknown.length > 0) {
      warnings = describeIssues(unknown, schema, root, path);
      for (const issue of unknown) removeKeys(value, issue);
      parsed = schema.safeParse(value);
    }
  }
  return parsed.success
    ? { ok: true, value: parsed.data, warnings }
    : { ok: false, problems: describeIssues(parsed.error.issues, schema, root, path), warnings };
}

/** Takes the unknown keys out of the copy that is being checked. */
function removeKeys(value: unknown, issue: Extract<SchemaIssue, { code: "unrecognized_keys" }>): void {
  let target: unknown = value;
  for (const segment of issue.path) target = (target as Record<PropertyKey, unknown> | undefined)?.[segment];
  if (typeof target !== "object" || target === null) return;
  for (const key of issue.keys) delete (target as Record<string, unknown>)[key];
}
