import { z } from "zod";
import { keyIn, type LocatedNode, locationOf, nodeAt, secretTexts } from "./located.ts";
import { nearMiss } from "./near-miss.ts";
import { type ConfigProblem, type KeyPath, quote } from "./problem.ts";

/** An issue of a schema, as zod reports it; its path starts at the value that was checked. */
export type SchemaIssue = z.core.$ZodIssue;

/**
 * Says what a schema's issues mean, in words of the file: where, what was found, what was expected, what was meant.
 * @param root the tree that the value came from
 * @param base path of the checked value in it
 */
export function describeIssues(
  issues: readonly SchemaIssue[],
  schema: z.ZodType,
  root: LocatedNode,
  base: KeyPath,
): ConfigProblem[] {
  return issues.flatMap((issue) => describeIssue(issue, schema, root, base));
}

function describeIssue(
  issue: SchemaIssue,
  schema: z.ZodType,
  root: LocatedNode,
  base: KeyPath,
): ConfigProblem[] {
  const inner = issue.path.map((segment) => (typeof segment === "symbol" ? String(segment) : segment));
  const path = [...base, ...inner];
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(schema, inner);
    return issue.keys.map((key) => {
      const suggestion = nearMiss(key, known);
      return {
        ...locationOf(root, [...path, key]),
        key: keyIn(root, [...path, key]),
        found: `the unknown key ${quote(key)}`,
        expected: known.length === 0 ? "no key here" : `one of ${known.join(", ")}`,
        ...(suggestion === undefined ? {} : { suggestion }),
      };
    });
  }
  const node = nodeAt(root, path);
  if (node?.kind === "scalar" && node.state === "bad") return [];
  const suggestion = issue.code === "invalid_value" ? nearValue(node, issue.values) : undefined;
  return [
    {
      ...locationOf(root, path),
      key: keyIn(root, path),
      found: foundText(node, path),
      expected: withoutSecrets(expectedText(issue) + quotesHint(issue, node), node),
      ...(suggestion === undefined ? {} : { suggestion }),
    },
  ];
}

/** What stands at a place, without what may be secret: values from the environment, of keys that name secrets, of plugins' own config. */
export function foundText(node: LocatedNode | undefined, path: KeyPath): string {
  if (node === undefined) return "nothing";
  if (node.kind === "sequence") return node.items.length === 0 ? "an empty list" : "a list";
  if (node.kind === "mapping") return "a mapping";
  const { value } = node;
  if (value === null) return "an empty value";
  const kind =
    typeof value === "string"
      ? value === ""
        ? "an empty text"
        : "a text"
      : typeof value === "number"
        ? "a number"
        : "a boolean";
  if (node.secret) return `${kind} from the environment`;
  if (value === "" || isSecretPath(path)) return kind;
  return typeof value === "string"
    ? quote(value)
    : `${kind === "a number" ? "the number" : "the boolean"} ${value}`;
}

function isSecretPath(path: KeyPath): boolean {
  return path.some(
    (segment) =>
      typeof segment === "string" &&
      (segment === "config" ||
        /token|secret|passw|passphrase|credential|auth|private|(^|_)key$/i.test(segment)),
  );
}

function expectedText(issue: SchemaIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return typeWords[issue.expected] ?? `a value of type ${issue.expected}`;
    case "invalid_value":
      return issue.values.length === 1
        ? String(issue.values[0])
        : `one of ${issue.values.map(String).join(", ")}`;
    case "too_small":
      return `${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}${unit(issue.origin)}`;
    case "too_big":
      return `${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}${unit(issue.origin)}`;
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    case "invalid_union":
      return unionText(issue);
    default:
      return issue.message;
  }
}

/** YAML takes `1.0` and `yes` for a number and a boolean. */
function quotesHint(issue: SchemaIssue, node: LocatedNode | undefined): string {
  const isScalar = node?.kind === "scalar" && node.value !== null;
  return issue.code === "invalid_type" && issue.expected === "string" && isScalar
    ? " (put quotes around it)"
    : "";
}

const typeWords: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
  null: "nothing",
};

function unit(origin: string): string {
  if (origin === "string") return " characters";
  if (origin === "array" || origin === "set") return " items";
  if (origin === "object" || origin === "map") return " keys";
  return "";
}

function unionText(issue: Extract<SchemaIssue, { code: "invalid_union" }>): string {
  const texts = issue.errors.flatMap((branch) => branch.slice(0, 1).map(expectedText));
  return texts.length === 0 ? issue.message : [...new Set(texts)].join(", or ");
}

function nearValue(node: LocatedNode | undefined, values: readonly unknown[]): string | undefined {
  if (node?.kind !== "scalar" || node.secret || typeof node.value !== "string") return undefined;
  return nearMiss(
    node.value,
    values.filter((value) => typeof value === "string"),
  );
}

/** A schema's own message may repeat what it was given. */
function withoutSecrets(text: string, node: LocatedNode | undefined): string {
  let clean = text;
  for (const secret of secretTexts(node)) if (secret !== "") clean = clean.replaceAll(secret, "…");
  return clean;
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
}

/** The keys that a schema knows at a path; none where it cannot say. */
function knownKeys(schema: z.ZodType, path: KeyPath): string[] {
  let here = [jsonSchemaOf(schema)];
  const alternatives = (schemas: JsonSchema[]): JsonSchema[] =>
    schemas.flatMap((one) => [one, ...(one.anyOf ?? [])]);
  for (const segment of path) {
    here = alternatives(here).flatMap((one) => {
      const extra = typeof one.additionalProperties === "object" ? one.additionalProperties : undefined;
      const next = typeof segment === "number" ? one.items : (one.properties?.[segment] ?? extra);
      return next === undefined ? [] : [next];
    });
  }
  return [...new Set(alternatives(here).flatMap((one) => Object.keys(one.properties ?? {})))];
}

const jsonSchemas = new WeakMap<z.ZodType, JsonSchema>();

function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  let made = jsonSchemas.get(schema);
  if (made === undefined) {
    made = z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" }) as JsonSchema;
    jsonSchemas.set(schema, made);
  }
  return made;
}
