import type { JsonObject, JsonValue } from "plugins-adapter/framework";
import { type Dialect, dialectNamed, isLegacy, schemaPlaces } from "./dialect.ts";
import { unusable } from "./unusable.ts";

/** A schema with a URI of its own, and all schemas below it that have none. */
export interface Resource {
  readonly base: string;
  readonly root: JsonValue;
  readonly dialect: Dialect;
  readonly anchors: Map<string, JsonValue>;
  readonly dynamicAnchors: Map<string, JsonValue>;
  /** 2019-09's `$recursiveAnchor` of the root. */
  readonly recursive: boolean;
}

/** What references find their way with. */
export interface Resources {
  readonly byUri: Map<string, Resource>;
  /** By the object that a schema is. */
  readonly owners: Map<object, Resource>;
  readonly found: Map<Resource, Map<string, Target>>;
}

/** The base of a schema that has no URI. No reference can name it but a relative one. */
const ownBase = "json-schema:///";

/** Notes every schema of a document. Throws {@link UnusableSchema}. */
export function addDocument(
  resources: Resources,
  root: JsonValue,
  uri = ownBase,
  dialect: Dialect = "2020-12",
): Resource {
  const resource = resourceAt(resources, root, withoutFragment(resolved(uri, ownBase)), dialect);
  const owner = addSchema(resources, root, resource) ?? resource;
  return owner;
}

/** @returns the resource that the schema is the root of, if it has a URI of its own */
function addSchema(resources: Resources, schema: JsonValue, outer: Resource): Resource | undefined {
  if (!isObject(schema) || resources.owners.has(schema)) return undefined;
  const legacy = isLegacy(outer.dialect);
  let owner = outer;
  let own: Resource | undefined;
  const id = schema[outer.dialect === "draft-04" ? "id" : "$id"];
  if (typeof id === "string" && !(legacy && Object.hasOwn(schema, "$ref"))) {
    const uri = resolved(id, outer.base);
    if (!(legacy && id.startsWith("#"))) {
      own = resourceAt(resources, schema, withoutFragment(uri), outer.dialect);
      owner = own;
    }
    if (legacy && uri.hash.length > 1) owner.anchors.set(decoded(uri.hash.slice(1)), schema);
  }
  resources.owners.set(schema, owner);
  if (!isLegacy(owner.dialect)) noteAnchors(schema, owner);
  for (const [keyword, holder] of schemaPlaces[owner.dialect]) {
    const value = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined;
    if (!isObject(value) && !Array.isArray(value)) continue;
    if (holder === "one") addSchema(resources, value, owner);
    else if (Array.isArray(value) === (holder === "list"))
      for (const each of Object.values(value)) addSchema(resources, each as JsonValue, owner);
  }
  return own;
}

function noteAnchors(schema: JsonObject, owner: Resource): void {
  const { $anchor: anchor, $dynamicAnchor: dynamic } = schema;
  const name = (text: string, anchors: Map<string, JsonValue>) => {
    if (anchors.has(text) && anchors.get(text) !== schema) unusable("two anchors have one name");
    anchors.set(text, schema);
  };
  if (typeof anchor === "string") name(anchor, owner.anchors);
  if (owner.dialect !== "2020-12" || typeof dynamic !== "string") return;
  name(dynamic, owner.anchors);
  name(dynamic, owner.dynamicAnchors);
}

function resourceAt(resources: Resources, root: JsonValue, base: string, outer: Dialect): Resource {
  const known = resources.byUri.get(base);
  if (known?.root === root) return known;
  if (known !== undefined) unusable("two schemas have one $id");
  const named = isObject(root) ? root["$schema"] : undefined;
  const dialect = named === undefined ? outer : typeof named === "string" ? dialectNamed(named) : undefined;
  if (dialect === undefined) unusable("its $schema names no dialect that is read");
  const recursive = isObject(root) && root["$recursiveAnchor"] === true;
  const resource = { base, root, dialect, anchors: new Map(), dynamicAnchors: new Map(), recursive };
  resources.byUri.set(base, resource);
  return resource;
}

/** What a reference names. @property anchor its name, if the reference ends in one */
export interface Target {
  readonly schema: JsonValue;
  readonly anchor: string | undefined;
  readonly resource: Resource;
}

/** Nothing is fetched: what is not in the documents is not there. Throws {@link UnusableSchema}. */
export function resolve(resources: Resources, reference: string, from: Resource): Target {
  let known = resources.found.get(from);
  if (known === undefined) {
    known = new Map();
    resources.found.set(from, known);
  }
  let target = known.get(reference);
  if (target === undefined) {
    target = targetOf(resources, reference, from);
    known.set(reference, target);
  }
  return target;
}

function targetOf(resources: Resources, reference: string, from: Resource): Target {
  const uri = resolved(reference, from.base);
  const resource = resources.byUri.get(withoutFragment(uri));
  if (resource === undefined) unusable("a reference leads out of it");
  const fragment = decoded(uri.hash.slice(1));
  if (fragment === "") return { schema: resource.root, anchor: undefined, resource };
  if (fragment.startsWith("/"))
    return { schema: pointed(resources, resource, fragment), anchor: undefined, resource };
  const schema = resource.anchors.get(fragment);
  if (schema === undefined) unusable("a reference leads nowhere");
  return { schema, anchor: fragment, resource };
}

function pointed(resources: Resources, resource: Resource, pointer: string): JsonValue {
  let at = resource.root;
  let owner = resource;
  for (const token of pointer.slice(1).split("/")) {
    const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key))
      unusable("a reference leads nowhere");
    at = (at as JsonObject)[key] as JsonValue;
    if (isObject(at)) owner = resources.owners.get(at) ?? owner;
  }
  // A place that is none of schemas becomes one by being named.
  addSchema(resources, at, owner);
  return at;
}

function resolved(reference: string, base: string): URL {
  const uri = URL.parse(reference, base);
  if (uri === null) unusable("a URI of it is none");
  return uri;
}

function withoutFragment(uri: URL): string {
  return uri.href.slice(0, uri.href.length - uri.hash.length).replace(/#$/, "");
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return unusable("a URI of it is none");
  }
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
