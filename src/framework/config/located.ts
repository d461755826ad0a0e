import type { JsonObject, JsonValue } from "../json.ts";
import { type KeyPath, keyText, type Location } from "./problem.ts";

/**
 * A configuration value that knows where it stands.
 * `size` counts the values in it, aliases expanded, so that a bomb is seen before it is built.
 */
export type LocatedNode = LocatedScalar | LocatedSequence | LocatedMapping;

export interface LocatedScalar {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  readonly at: Location;
  readonly size: number;
  /** True: text of an environment variable is in it; it is not printed. */
  readonly secret: boolean;
  /** What YAML 1.1 reads here where YAML 1.2 reads a text: a plain `yes`, `no`, `on`, `off`. */
  readonly yaml11?: boolean;
  /** `undecided`: a template in it needs the dialect to be known. `bad`: it could not be read, and that has been reported. */
  readonly state?: "undecided" | "bad";
}

export interface LocatedSequence {
  readonly kind: "sequence";
  readonly items: readonly LocatedNode[];
  readonly at: Location;
  readonly size: number;
}

export interface LocatedMapping {
  readonly kind: "mapping";
  readonly members: ReadonlyMap<string, LocatedMember>;
  readonly at: Location;
  readonly size: number;
}

export interface LocatedMember {
  readonly keyAt: Location;
  readonly node: LocatedNode;
}

export function mapping(members: ReadonlyMap<string, LocatedMember>, at: Location): LocatedMapping {
  let size = 1;
  for (const { node } of members.values()) size += node.size;
  return { kind: "mapping", members, at, size };
}

export function sequence(items: readonly LocatedNode[], at: Location): LocatedSequence {
  return { kind: "sequence", items, at, size: items.reduce((sum, item) => sum + item.size, 1) };
}

export function literal(value: string | number | boolean | null, at: Location): LocatedScalar {
  return { kind: "scalar", value, at, size: 1, secret: false };
}

/** Data as nodes that all stand at one place. */
export function fromValue(value: JsonValue, at: Location): LocatedNode {
  if (typeof value !== "object" || value === null) return literal(value, at);
  if (Array.isArray(value))
    return sequence(
      value.map((item) => fromValue(item, at)),
      at,
    );
  const members = Object.entries(value).map(([key, inner]): [string, LocatedMember] => [
    key,
    { keyAt: at, node: fromValue(inner, at) },
  ]);
  return mapping(new Map(members), at);
}

/** The value as data. */
export function toValue(node: LocatedNode): JsonValue {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "sequence":
      return node.items.map(toValue);
    case "mapping":
      return toObject(node);
  }
}

export function toObject(node: LocatedMapping): JsonObject {
  const object: JsonObject = {};
  for (const [key, member] of node.members) object[key] = toValue(member.node);
  return object;
}

/** The node at a path, or undefined where nothing stands. */
export function nodeAt(root: LocatedNode | undefined, path: KeyPath): LocatedNode | undefined {
  let node = root;
  for (const segment of path) {
    if (node?.kind === "mapping") node = node.members.get(String(segment))?.node;
    else if (node?.kind === "sequence" && typeof segment === "number") node = node.items[segment];
    else return undefined;
  }
  return node;
}

/** Where a path stands: its key, else the nearest of its parents. */
export function locationOf(root: LocatedNode, path: KeyPath): Location {
  let node: LocatedNode = root;
  let at = root.at;
  for (const segment of path) {
    const member: LocatedMember | undefined =
      node.kind === "mapping" ? node.members.get(String(segment)) : undefined;
    const next: LocatedNode | undefined =
      member?.node ?? (node.kind === "sequence" ? node.items[Number(segment)] : undefined);
    if (next === undefined) return at;
    at = member?.keyAt ?? next.at;
    node = next;
  }
  return at;
}

/**
 * A path as a reader of the file counts it: of a list that was joined from several files, the items of one file count
 * from 0.
 */
export function keyIn(root: LocatedNode, path: KeyPath): string {
  let node: LocatedNode | undefined = root;
  const local = path.map((segment) => {
    const parent: LocatedNode | undefined = node;
    node = nodeAt(parent, [segment]);
    if (parent?.kind !== "sequence" || typeof segment !== "number") return segment;
    const file = parent.items[segment]?.at.file;
    return file === undefined
      ? segment
      : parent.items.slice(0, segment).filter((item) => item.at.file === file).length;
  });
  return keyText(local);
}

/** The texts below a node that hold values of environment variables. */
export function secretTexts(node: LocatedNode | undefined): string[] {
  if (node === undefined) return [];
  switch (node.kind) {
    case "scalar":
      return node.secret && node.value !== null ? [String(node.value)] : [];
    case "sequence":
      return node.items.flatMap(secretTexts);
    case "mapping":
      return [...node.members.values()].flatMap((member) => secretTexts(member.node));
  }
}
