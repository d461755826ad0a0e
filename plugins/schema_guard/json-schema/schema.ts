import type { JsonValue } from "plugins-adapter/framework";
import { evaluate } from "./evaluate.ts";
import { type PatternTable, patternTable } from "./patterns.ts";
import { addDocument, type Resources } from "./resources.ts";
import type { Fault, SchemaNode } from "./run.ts";
import { UnusableSchema } from "./unusable.ts";

/** A schema that was read: nobody else may change its source. */
export interface Schema {
  readonly source: JsonValue;
  readonly resources: Resources;
  readonly patterns: PatternTable;
  readonly nodes: Map<object, SchemaNode>;
}

/** A schema, or why it is none: words that hold nothing of it but names of keywords and limits. */
export type SchemaReading =
  | { readonly ok: true; readonly schema: Schema }
  | { readonly ok: false; readonly why: string };

/** What a value is to a schema. `unusable`: the schema cannot decide, or not within the limits. */
export type Judgement =
  | { readonly kind: "valid" }
  | { readonly kind: "invalid"; readonly faults: readonly Fault[] }
  | { readonly kind: "unusable"; readonly why: string };

export interface ValidationLimits {
  readonly steps: number;
  /** Schemas within schemas, references among them. */
  readonly depth: number;
  readonly faults: number;
}

/**
 * Reads a schema of draft-04 to 2020-12, which is what is meant where `$schema` is missing.
 * @param depth levels of the source
 * @param known other documents, by URI; nothing is fetched
 */
export function readSchema(
  source: JsonValue,
  depth: number,
  known: ReadonlyMap<string, JsonValue> = new Map(),
): SchemaReading {
  if (isDeeper(source, depth)) return { ok: false, why: "max_schema_depth" };
  const resources: Resources = { byUri: new Map(), owners: new Map(), found: new Map() };
  try {
    const { dialect } = addDocument(resources, source);
    for (const [uri, document] of known) addDocument(resources, document, uri, dialect);
  } catch (error) {
    if (error instanceof UnusableSchema) return { ok: false, why: error.message };
    throw error;
  }
  return { ok: true, schema: { source, resources, patterns: patternTable(), nodes: new Map() } };
}

/** Holds a value against a schema. Formats and contents are notes, and decide nothing, as in 2020-12. */
export function validate(schema: Schema, value: JsonValue, limits: ValidationLimits): Judgement {
  const { source, resources, patterns, nodes } = schema;
  const faults: Fault[] = [];
  const run = {
    evaluate,
    resources,
    patterns,
    nodes,
    mostFaults: limits.faults,
    faults,
    scope: [],
    quiet: 0,
    stepsLeft: limits.steps,
    depthLeft: limits.depth,
  };
  try {
    return evaluate(run, source, value, undefined) ? { kind: "valid" } : { kind: "invalid", faults };
  } catch (error) {
    if (error instanceof UnusableSchema) return { kind: "unusable", why: error.message };
    throw error;
  }
}

function isDeeper(value: JsonValue, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels <= 0 || Object.values(value).some((each) => isDeeper(each as JsonValue, levels - 1));
}
