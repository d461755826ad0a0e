import type { z } from "zod";
import type { JsonObject } from "../json.ts";
import { type Checked, check } from "./check.ts";
import type { PluginEntry } from "./entry.ts";
import {
  fromValue,
  keyIn,
  type LocatedMapping,
  type LocatedMember,
  type LocatedNode,
  literal,
  locationOf,
  mapping,
  nodeAt,
  secretTexts,
  sequence,
} from "./located.ts";
import type { KeyPath, Place } from "./problem.ts";

/** The entries of a configuration that could be read, and where everything stands. */
export interface ReadEntries {
  /** In file order, disabled ones too. */
  readonly plugins: readonly PluginEntry[];
  /** Index of each in the document's `plugins` list. */
  readonly positions: ReadonlyMap<PluginEntry, number>;
  /** Directories that plugins' modules may be in, as written. */
  readonly plugin_dirs: readonly string[];
  /** Unknown keys of plugins' own `config` are warnings. */
  readonly tolerant: boolean;
  /** All values and where they stand. */
  readonly document: LocatedMapping;
}

/**
 * Checks one plugin's `config` with its own schema, and says what is wrong in the file's terms.
 * @param defaults values of keys that the entry leaves out
 */
export function checkPluginConfig<C extends z.ZodType>(
  config: Pick<ReadEntries, "positions" | "document" | "tolerant">,
  entry: PluginEntry,
  schema: C,
  defaults: JsonObject = {},
): Checked<z.output<C>> {
  const path = [...pathOf(config, entry), "config"];
  return check(schema, withDefaults(config.document, path, defaults), path, config.tolerant, {});
}

/** The document with values under those of the mapping at a path. They stand where the mapping does. */
function withDefaults(root: LocatedMapping, path: KeyPath, defaults: JsonObject): LocatedMapping {
  if (Object.keys(defaults).length === 0) return root;
  const given = nodeAt(root, path);
  if (given !== undefined && given.kind !== "mapping" && !(given.kind === "scalar" && given.value === null))
    return root;
  const at = given?.at ?? locationOf(root, path);
  const own = given?.kind === "mapping" ? given.members : [];
  const added = Object.entries(defaults).map(([key, value]): [string, LocatedMember] => [
    key,
    { keyAt: at, node: fromValue(value, at) },
  ]);
  return withNode(root, path, mapping(new Map([...added, ...own]), at)) as LocatedMapping;
}

function withNode(root: LocatedNode, [key, ...rest]: KeyPath, node: LocatedNode): LocatedNode {
  if (key === undefined) return node;
  if (root.kind === "mapping") {
    const member = root.members.get(String(key));
    const inner = withNode(member?.node ?? literal(null, root.at), rest, node);
    return mapping(
      new Map([...root.members, [String(key), { keyAt: member?.keyAt ?? inner.at, node: inner }]]),
      root.at,
    );
  }
  if (root.kind === "scalar") return root;
  return sequence(
    root.items.map((item, index) => (index === key ? withNode(item, rest, node) : item)),
    root.at,
  );
}

/** Where a key of an entry stands, and a message about it without the values of environment variables. */
export function locateInEntry(
  config: Pick<ReadEntries, "positions" | "document">,
  entry: PluginEntry,
  path: KeyPath,
  message: string,
): { readonly at: Place; readonly message: string } {
  const { document } = config;
  const entryPath = pathOf(config, entry);
  const whole = [...entryPath, ...path];
  const secrets = secretTexts(nodeAt(document, entryPath)).filter((secret) => secret !== "");
  return {
    at: { ...locationOf(document, whole), key: keyIn(document, whole) },
    message: secrets.reduce((text, secret) => text.replaceAll(secret, "…"), message),
  };
}

function pathOf({ positions }: Pick<ReadEntries, "positions">, entry: PluginEntry): KeyPath {
  // What a plugin's manifest or server adds makes another entry of it, with the same name.
  const index = positions.get(entry) ?? [...positions].find(([{ name }]) => name === entry.name)?.[1];
  if (index === undefined) throw new TypeError(`plugin "${entry.name}" is not of this configuration`);
  return ["plugins", index];
}
