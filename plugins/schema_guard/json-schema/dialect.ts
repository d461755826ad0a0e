/** The revisions of JSON Schema that are read, oldest first. */
export type Dialect = "draft-04" | "draft-06" | "draft-07" | "2019-09" | "2020-12";

const dialects: ReadonlyMap<string, Dialect> = new Map([
  ["http://json-schema.org/draft-04/schema", "draft-04"],
  ["http://json-schema.org/draft-06/schema", "draft-06"],
  ["http://json-schema.org/draft-07/schema", "draft-07"],
  ["https://json-schema.org/draft/2019-09/schema", "2019-09"],
  ["https://json-schema.org/draft/2020-12/schema", "2020-12"],
]);

/** The dialect that a `$schema` names; undefined for one that is not read. */
export function dialectNamed($schema: string): Dialect | undefined {
  return dialects.get($schema.replace(/#$/, "").replace(/^(https?):\/\/json-schema/, schemeOf));
}

/** Schemas of the wild have either scheme; each dialect has one. */
function schemeOf(whole: string, _scheme: string, _at: number, uri: string): string {
  return /\/draft\//.test(uri) ? "https://json-schema" : whole.replace("https:", "http:");
}

/** Before 2019-09 nothing beside a `$ref` counts, and `$id` can name a place within a document. */
export function isLegacy(dialect: Dialect): boolean {
  return dialect.startsWith("draft-");
}

/** What a keyword's value holds schemas in: it is one, a list of them, or an object of them. */
type Holder = "one" | "list" | "map";

/**
 * Many schemas that name no dialect are of an older one than 2020-12: a list in `items`, `additionalItems` and
 * `dependencies` keep their meaning in all.
 */
const everywhere: readonly (readonly [string, Holder])[] = [
  ["allOf", "list"],
  ["anyOf", "list"],
  ["oneOf", "list"],
  ["not", "one"],
  ["properties", "map"],
  ["patternProperties", "map"],
  ["additionalProperties", "one"],
  ["items", "one"],
  ["items", "list"],
  ["additionalItems", "one"],
  ["definitions", "map"],
  ["dependencies", "map"],
];
const from06: typeof everywhere = [
  ["contains", "one"],
  ["propertyNames", "one"],
];
const from07: typeof everywhere = [
  ["if", "one"],
  ["then", "one"],
  ["else", "one"],
];
const from2019: typeof everywhere = [
  ["$defs", "map"],
  ["dependentSchemas", "map"],
  ["unevaluatedItems", "one"],
  ["unevaluatedProperties", "one"],
  ["contentSchema", "one"],
];
const from2020: typeof everywhere = [["prefixItems", "list"]];

/** Where schemas stand within a schema; anywhere else an object is data. */
export const schemaPlaces: Readonly<Record<Dialect, typeof everywhere>> = {
  "draft-04": everywhere,
  "draft-06": [...everywhere, ...from06],
  "draft-07": [...everywhere, ...from06, ...from07],
  "2019-09": [...everywhere, ...from06, ...from07, ...from2019],
  "2020-12": [...everywhere, ...from06, ...from07, ...from2019, ...from2020],
};
