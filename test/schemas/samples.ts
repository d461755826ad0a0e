import type { JsonObject, JsonValue } from "../../src/framework/json.ts";
import { type Schema, type SchemaSet, variantsOf } from "./schema.ts";

/** Makes one value of a schema. Every text in it that the schema leaves open holds a word that is nowhere else. */
export type Sample = (words: Words) => JsonValue;

/** Words that were given out. */
export interface Words {
  next(): string;
}

/** Words that stand in no schema: eight letters and digits, so that they are base64 too. */
export function freshWords(): Words {
  let count = 0;
  return { next: () => `mark${String(++count).padStart(4, "0")}` };
}

/** Every word in a text. */
function wordsIn(text: string): string[] {
  return [...new Set(text.match(/mark\d{4}/g) ?? [])];
}

/** Whether a text is a word and nothing else. */
export function isWord(text: string): boolean {
  return /^mark\d{4}$/.test(text);
}

/** The words of a value, each with where it stands: in a text, or in the name that the path ends with. */
export function placedWords(value: JsonValue, path: readonly string[] = []): PlacedWord[] {
  if (typeof value === "string") return wordsIn(value).map((word) => ({ word, path }));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const at = [...path, key];
    return [...wordsIn(key).map((word) => ({ word, path: at })), ...placedWords(member, at)];
  });
}

export interface PlacedWord {
  readonly word: string;
  readonly path: readonly string[];
}

/** The text with every word replaced by another, of the same length. */
export function withoutWords(text: string): string {
  return text.replaceAll(/mark(\d{4})/g, "seen$1");
}

/** What members hold that a schema leaves open but the transport does not, by name. */
export type Fixed = Readonly<Record<string, JsonValue>>;

/**
 * Samples of a schema that between them have each variant of each union, at any depth; every optional member is there.
 * Objects that the schema leaves open have a member that it does not name.
 */
export function samplesOf(set: SchemaSet, schema: Schema, fixed: Fixed): Sample[] {
  return variantsOf(set, schema).flatMap((variant) => variantSamples({ set, fixed, within: [] }, variant));
}

interface Walk {
  readonly set: SchemaSet;
  readonly fixed: Fixed;
  /** Schemas that the walk is inside of: one that holds itself is left open there. */
  readonly within: readonly Schema[];
}

function variantSamples(walk: Walk, schema: Schema): Sample[] {
  if (walk.within.includes(schema)) return [openValue];
  const inner = { ...walk, within: [...walk.within, schema] };
  const { type } = schema;
  const constant = schema.const;
  if (constant !== undefined) return [() => constant];
  if (schema.enum !== undefined) return schema.enum.map((value) => () => value);
  if (Array.isArray(type)) return type.flatMap((one) => variantSamples(inner, { ...schema, type: one }));
  switch (type) {
    case "string":
      return [textOf(schema)];
    case "integer":
      return [() => Math.max(schema.minimum ?? 7, 7)];
    case "number":
      return [() => 0.5];
    case "boolean":
      return [() => true];
    case "null":
      return [() => null];
    case "array":
      return [arrayOf(inner, schema)];
    case "object":
      return objectsOf(inner, schema);
    default:
      return [openValue];
  }
}

/** All samples of a schema's variants, below another schema. */
function below(walk: Walk, schema: Schema): Sample[] {
  return variantsOf(walk.set, schema).flatMap((variant) => variantSamples(walk, variant));
}

function textOf({ format, pattern }: Schema): Sample {
  if (pattern !== undefined)
    return () => (pattern.includes("sha256") ? `sha256:${"0".repeat(64)}` : "2026-01-02T03:04:05Z");
  if (format === "uri" || format === "uri-template") return (words) => `urn:mcp:${words.next()}`;
  return (words) => words.next();
}

/** One array, with an element of each variant. */
function arrayOf(walk: Walk, { items = {} }: Schema): Sample {
  const elements = below(walk, items);
  return (words) => elements.map((element) => element(words));
}

function objectsOf(walk: Walk, schema: Schema): Sample[] {
  const { properties = {}, additionalProperties = true } = schema;
  const members = Object.entries(properties).map(([name, member]) => {
    const value = walk.fixed[name];
    return [name, value === undefined ? below(walk, member) : [() => value]] as const;
  });
  const others = typeof additionalProperties === "object" ? below(walk, additionalProperties) : [openValue];
  const count = Math.max(1, ...members.map(([, samples]) => samples.length));
  return Array.from({ length: count }, (_, index) => (words) => {
    const object: JsonObject = {};
    for (const [name, samples] of members) object[name] = (samples[index % samples.length] as Sample)(words);
    if (additionalProperties !== false) for (const other of others) object[words.next()] = other(words);
    return object;
  });
}

/** Anything: keys, elements and values at several depths. No null and no fraction: 2026-07-28's JSONValue has none. */
const openValue: Sample = (words) => ({
  [words.next()]: words.next(),
  [words.next()]: [words.next(), { [words.next()]: words.next() }, 7, true],
});
