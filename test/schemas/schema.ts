import type { JsonValue } from "../../src/framework/json.ts";
import { installedModule } from "./installed.ts";

/** As much of JSON Schema as MCP's schemas use. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: JsonValue;
  readonly enum?: readonly JsonValue[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
}

/** A set of definitions, and what says whether a value is of one of them: undefined, or what is wrong. */
export interface SchemaSet {
  readonly definitions: Readonly<Record<string, Schema>>;
  readonly problem: (schema: Schema, value: JsonValue) => string | undefined;
}

interface Validator {
  (value: unknown): boolean;
  readonly errors?: unknown;
}
interface Ajv {
  compile(schema: object): Validator;
}
type AjvModule = { readonly default: new (options: object) => Ajv };

const { default: Draft7 } = await installedModule<AjvModule>("ajv/dist/ajv.js").then(unwrapped);
const { default: Draft2020 } = await installedModule<AjvModule>("ajv/dist/2020.js").then(unwrapped);
const { default: addFormats } = await installedModule<{ readonly default: (ajv: Ajv) => void }>(
  "ajv-formats/dist/index.js",
).then(unwrapped);

/** CommonJS with a default export is one level deeper. */
function unwrapped<T extends { readonly default: unknown }>(module: T): T {
  const inner = module.default as { readonly default?: unknown };
  return (typeof inner === "object" || typeof inner === "function") && inner.default !== undefined
    ? (inner as unknown as T)
    : module;
}

/** Definitions below `key`, as `$ref`s have it. */
export function schemaSet(
  key: "definitions" | "$defs",
  definitions: Readonly<Record<string, Schema>>,
): SchemaSet {
  const ajv = new (key === "$defs" ? Draft2020 : Draft7)({ strict: false, allErrors: false });
  addFormats(ajv);
  const compiled = new Map<Schema, Validator>();
  return {
    definitions,
    problem(schema, value) {
      const validator = compiled.get(schema) ?? ajv.compile({ ...schema, [key]: definitions });
      compiled.set(schema, validator);
      return validator(value) ? undefined : JSON.stringify(validator.errors);
    },
  };
}

/** The definition that a `$ref` names; other schemas as they are. What stands beside a `$ref` is text. */
export function resolved(set: SchemaSet, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const name = nameOf(schema.$ref);
  const found = set.definitions[name];
  if (found === undefined) throw new Error(`${schema.$ref} is not defined`);
  return resolved(set, found);
}

/** The name of a definition in a `$ref`. */
export function nameOf(ref: string): string {
  return ref.split("/").at(-1) ?? "";
}

/** The members of an object schema, those of its `allOf` too. */
export function membersOf(set: SchemaSet, schema: Schema): Readonly<Record<string, Schema>> {
  const { properties = {}, allOf = [] } = resolved(set, schema);
  return Object.assign({}, ...allOf.map((part) => membersOf(set, part)), properties);
}

/** The schemas of a union, of unions within too; of any other schema itself. */
export function variantsOf(set: SchemaSet, schema: Schema): Schema[] {
  const target = resolved(set, schema);
  const union = target.anyOf ?? target.oneOf;
  if (union !== undefined) return union.flatMap((one) => variantsOf(set, one));
  const [first, ...rest] = target.allOf ?? [];
  if (first === undefined) return [target];
  // What is both is put together: MCP's schemas do so with objects alone.
  return rest.reduce<Schema[]>(
    (sofar, part) => sofar.flatMap((left) => variantsOf(set, part).map((right) => bothOf(left, right))),
    variantsOf(set, first),
  );
}

function bothOf(left: Schema, right: Schema): Schema {
  return {
    type: "object",
    properties: { ...left.properties, ...right.properties },
    required: [...(left.required ?? []), ...(right.required ?? [])],
  };
}
