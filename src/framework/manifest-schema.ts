import { z } from "zod";
import type { JsonObject, JsonValue } from "./json.ts";
import { isPlainObject } from "./json-check.ts";
import { compilePattern } from "./pattern.ts";
import { oversizedSchema } from "./schema-size.ts";

export type SchemaReading =
  | { readonly ok: true; readonly schema: z.ZodType }
  /** A clause: why it cannot be used. */
  | { readonly ok: false; readonly message: string };

/**
 * Makes a schema of a manifest's `config_schema`, JSON Schema 2020-12. Its patterns are RE2's, as all that are run here:
 * no text makes one take long. They may stand in properties, items, additionalProperties and allOf, in any depth.
 */
export function readConfigSchema(given: JsonObject): SchemaReading {
  const oversized = oversizedSchema(given);
  if (oversized !== undefined) return { ok: false, message: oversized };
  try {
    const { plain, check } = split(given);
    const schema = z.fromJSONSchema(plain as Parameters<typeof z.fromJSONSchema>[0]);
    if (check === undefined) return { ok: true, schema };
    const checked = schema.superRefine((value, context) => {
      check(value, [], (path, message) =>
        context.addIssue({ code: "custom", path: [...path], message, input: value }),
      );
    });
    return { ok: true, schema: checked };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : "it cannot be read" };
  }
}

type Path = readonly (string | number)[];
type Report = (path: Path, expected: string) => void;
type Check = (value: unknown, path: Path, report: Report) => void;

/** A schema without the patterns in it, and what checks these. */
interface Split {
  readonly plain: JsonValue;
  readonly check: Check | undefined;
}

/** Keys whose values are data. */
const dataKeys = new Set(["const", "enum", "default", "examples"]);

function split(schema: JsonValue): Split {
  if (!isPlainObject(schema)) return { plain: schema, check: undefined };
  const plain: JsonObject = {};
  const checks: Check[] = [];
  for (const [key, value] of Object.entries(schema as JsonObject)) {
    const part = splitKey(key, value, schema as JsonObject);
    if (part.plain !== undefined) plain[key] = part.plain;
    if (part.check !== undefined) checks.push(part.check);
  }
  const type = impliedType(plain);
  if (type !== undefined) plain["type"] = type;
  return { plain, check: all(checks) };
}

/** What a schema without a type is plainly about: zod would check nothing by it. */
function impliedType(schema: JsonObject): string | undefined {
  const has = (key: string) => Object.hasOwn(schema, key);
  if (["type", "$ref", "const", "enum"].some(has)) return undefined;
  if (["properties", "required", "additionalProperties"].some(has)) return "object";
  return ["items", "prefixItems"].some(has) ? "array" : undefined;
}

function splitKey(
  key: string,
  value: JsonValue,
  schema: JsonObject,
): { readonly plain: JsonValue | undefined; readonly check: Check | undefined } {
  if (key === "pattern" && typeof value === "string") return { plain: undefined, check: patternCheck(value) };
  if (key === "properties" && isPlainObject(value)) return splitProperties(value as JsonObject);
  if ((key === "allOf" || key === "prefixItems") && Array.isArray(value)) {
    const parts = value.map(split);
    return { plain: parts.map(({ plain }) => plain), check: key === "allOf" ? each(parts) : places(parts) };
  }
  if (key === "items" && !Array.isArray(value)) {
    const { plain, check } = split(value);
    const from = Array.isArray(schema["prefixItems"]) ? schema["prefixItems"].length : 0;
    return { plain, check: check && items(check, from) };
  }
  if (key === "additionalProperties") {
    const { plain, check } = split(value);
    const named = isPlainObject(schema["properties"]) ? schema["properties"] : {};
    return { plain, check: check && others(check, named) };
  }
  if (!dataKeys.has(key) && hasPattern({ [key]: value }))
    throw new Error(
      "patterns may stand in properties, items, additionalProperties and allOf; patternProperties nowhere",
    );
  return { plain: value, check: undefined };
}

function splitProperties(properties: JsonObject): Split {
  const parts = Object.entries(properties).map(([key, value]) => ({ key, ...split(value) }));
  const check: Check = (value, path, report) => {
    if (!isPlainObject(value)) return;
    for (const { key, check } of parts)
      if (Object.hasOwn(value, key)) check?.(value[key], [...path, key], report);
  };
  return {
    plain: Object.fromEntries(parts.map(({ key, plain }) => [key, plain])),
    check: parts.some(({ check }) => check !== undefined) ? check : undefined,
  };
}

function patternCheck(source: string): Check {
  const reading = compilePattern(source);
  if (!reading.ok)
    throw new Error(`the pattern ${JSON.stringify(source)} is none of RE2: ${reading.message}`);
  const { pattern } = reading;
  return (value, path, report) => {
    if (typeof value === "string" && !pattern.test(value))
      report(path, `a text that matches ${JSON.stringify(source)}`);
  };
}

function all(checks: readonly Check[]): Check | undefined {
  if (checks.length === 0) return undefined;
  return (value, path, report) => {
    for (const check of checks) check(value, path, report);
  };
}

function each(parts: readonly Split[]): Check | undefined {
  return all(parts.flatMap(({ check }) => check ?? []));
}

function places(parts: readonly Split[]): Check | undefined {
  if (parts.every(({ check }) => check === undefined)) return undefined;
  return (value, path, report) => {
    if (!Array.isArray(value)) return;
    for (const [index, { check }] of parts.entries())
      if (index < value.length) check?.(value[index], [...path, index], report);
  };
}

function items(check: Check, from: number): Check {
  return (value, path, report) => {
    if (!Array.isArray(value)) return;
    for (let index = from; index < value.length; index++) check(value[index], [...path, index], report);
  };
}

function others(check: Check, named: object): Check {
  return (value, path, report) => {
    if (!isPlainObject(value)) return;
    for (const [key, member] of Object.entries(value))
      if (!Object.hasOwn(named, key)) check(member, [...path, key], report);
  };
}

function hasPattern(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some(hasPattern);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(
    ([key, member]) =>
      (key === "pattern" && typeof member === "string") ||
      key === "patternProperties" ||
      (!dataKeys.has(key) && hasPattern(member)),
  );
}
