import type { z } from "zod";
import { type Checked, check } from "./check.ts";
import type { PluginEntry } from "./entry.ts";
import { keyIn, type LocatedMapping, locationOf, nodeAt, secretTexts } from "./located.ts";
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

/** Checks one plugin's `config` with its own schema, and says what is wrong in the file's terms. */
export function checkPluginConfig<C extends z.ZodType>(
  config: Pick<ReadEntries, "positions" | "document" | "tolerant">,
  entry: PluginEntry,
  schema: C,
): Checked<z.output<C>> {
  return check(schema, config.document, [...pathOf(config, entry), "config"], config.tolerant, {});
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
  const index = positions.get(entry);
  if (index === undefined) throw new TypeError(`plugin "${entry.name}" is not of this configuration`);
  return ["plugins", index];
}
