import { isDeepStrictEqual } from "node:util";
import { foundText } from "./describe-issue.ts";
import {
  type LocatedMapping,
  type LocatedMember,
  type LocatedNode,
  mapping,
  nodeAt,
  sequence,
  toValue,
} from "./located.ts";
import { type ConfigProblem, type KeyPath, keyText } from "./problem.ts";

/**
 * Merges the trees of several files: the lists of `plugins` and `plugin_dirs` are joined in file order, mappings are
 * merged key by key, and a value that two files give must be the same.
 */
export function mergeTrees(trees: readonly LocatedMapping[]): {
  root: LocatedMapping;
  problems: ConfigProblem[];
} {
  const problems: ConfigProblem[] = [];
  const [first, ...rest] = trees;
  let root = first ?? mapping(new Map(), { file: "", line: 0, column: 0 });
  for (const tree of rest) root = mergeMappings(root, tree, [], problems);
  return { root, problems };
}

const joined = new Set(["plugins", "plugin_dirs"]);

function mergeMappings(
  a: LocatedMapping,
  b: LocatedMapping,
  path: KeyPath,
  problems: ConfigProblem[],
): LocatedMapping {
  const members = new Map(a.members);
  for (const [key, member] of b.members) {
    const earlier = members.get(key);
    members.set(
      key,
      earlier === undefined ? member : mergeMembers(earlier, member, [...path, key], problems),
    );
  }
  return mapping(members, a.at);
}

function mergeMembers(
  a: LocatedMember,
  b: LocatedMember,
  path: KeyPath,
  problems: ConfigProblem[],
): LocatedMember {
  if (a.node.kind === "mapping" && b.node.kind === "mapping") {
    return { keyAt: a.keyAt, node: mergeMappings(a.node, b.node, path, problems) };
  }
  if (
    a.node.kind === "sequence" &&
    b.node.kind === "sequence" &&
    path.length === 1 &&
    joined.has(String(path[0]))
  ) {
    return { keyAt: a.keyAt, node: sequence([...a.node.items, ...b.node.items], a.node.at) };
  }
  if (!isDeepStrictEqual(toValue(a.node), toValue(b.node))) {
    problems.push({
      ...b.keyAt,
      key: keyText(path),
      found: `another value (${foundText(b.node, path)})`,
      expected: `the one of ${a.keyAt.file}:${a.keyAt.line}, or none`,
    });
  }
  return a;
}

/** A value that wins over the files. `origin` stands in for the file in messages: `--listen`. */
export interface Override {
  readonly path: readonly [string, ...string[]];
  readonly value: string | number | boolean;
  readonly origin: string;
}

/** Sets values in a tree. Where a file has no mapping on the way, the file's value stays, for its check to report. */
export function applyOverrides(root: LocatedMapping, overrides: readonly Override[]): LocatedMapping {
  return overrides.reduce<LocatedMapping>((tree, override) => setAt(tree, override.path, override), root);
}

function setAt(parent: LocatedMapping, path: readonly string[], override: Override): LocatedMapping {
  const [key, ...rest] = path;
  if (key === undefined) return parent;
  const at = { file: override.origin, line: 0, column: 0 };
  const present: LocatedNode | undefined = nodeAt(parent, [key]);
  let node: LocatedNode;
  if (rest.length === 0) node = { kind: "scalar", value: override.value, at, size: 1, secret: false };
  else if (present === undefined || (present.kind === "scalar" && present.value === null)) {
    node = setAt(mapping(new Map(), at), rest, override);
  } else if (present.kind === "mapping") node = setAt(present, rest, override);
  else return parent;
  const keyAt = rest.length === 0 ? at : (parent.members.get(key)?.keyAt ?? at);
  return mapping(new Map(parent.members).set(key, { keyAt, node }), parent.at);
}
