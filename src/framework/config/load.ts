import type { z } from "zod";
import type { JsonObject } from "../json.ts";
import { type Checked, check } from "./check.ts";
import { foundText } from "./describe-issue.ts";
import { checkEntries } from "./entries.ts";
import type { PluginSettings } from "./entry.ts";
import { readSources } from "./files.ts";
import { type LocatedMapping, nodeAt, toObject, toValue } from "./located.ts";
import { applyOverrides, mergeTrees, type Override } from "./merge.ts";
import { type ConfigProblem, inOrder } from "./problem.ts";
import type { ReadEntries } from "./read-entries.ts";
import type { UndecidedTemplate } from "./scalar.ts";
import { pluginDirsSchema, pluginSettingsSchema } from "./schema.ts";
import { describeUndecided, settle } from "./settle.ts";
import { checkTopLevel, foreignKeys } from "./top-level.ts";
import { readYaml } from "./yaml-tree.ts";

/** How a host reads a file: which parts of strictness its dialect gives up. */
export interface Dialect {
  /** True: what ContextForge's loader ignores (unknown keys, unset variables) is a warning, not a problem. */
  readonly tolerant: boolean;
  /** For people, printed at start. */
  readonly notice?: string;
  /** Values that follow from the dialect; flags win over them. */
  readonly values?: readonly Override[];
}

/** Sections of the file beside the framework's own, by name, with the schemas that check them. */
export type Sections = Readonly<Record<string, z.ZodType>>;

export interface LoadOptions<S extends Sections> {
  /** Files and directories; merged in this order. */
  readonly paths: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly sections: S;
  /** Values that win over the files: flags. */
  readonly overrides?: readonly Override[];
  /** Chooses how to read, from what the files hold and from what holds with the overrides. Absent: strictly. */
  readonly dialect?: (files: JsonObject, effective: JsonObject) => Dialect;
}

/** A configuration that was read and checked. Plugins' own `config` is not: see `checkPluginConfig`. */
export interface LoadedConfig<S extends Sections> extends ReadEntries {
  readonly plugin_settings: PluginSettings;
  readonly sections: { readonly [K in keyof S]: z.output<S[K]> };
}

/** Problems and warnings are in the order of their places; `files` are those that were read, in the order in which they merge. */
export type Loading<S extends Sections> =
  | {
      readonly ok: true;
      readonly config: LoadedConfig<S>;
      readonly files: readonly string[];
      readonly warnings: readonly ConfigProblem[];
      readonly notices: readonly string[];
    }
  | {
      readonly ok: false;
      /** What can be checked further, so that its problems are told in the same run. */
      readonly readable?: ReadEntries;
      readonly files: readonly string[];
      readonly problems: readonly ConfigProblem[];
      readonly warnings: readonly ConfigProblem[];
    };

/**
 * Reads, merges and checks a configuration. Strict: whatever is not understood is a problem, and all problems are
 * reported at once. A configuration without a `plugins` list is one, since it would protect nothing.
 */
export async function loadConfig<S extends Sections>(options: LoadOptions<S>): Promise<Loading<S>> {
  const { files: sources, problems } = await readSources(options.paths);
  const files = sources.map(({ file }) => file);
  const trees: LocatedMapping[] = [];
  const undecided: UndecidedTemplate[] = [];
  for (const { file, text } of sources) {
    const tree = readYaml(file, text, options.environment);
    problems.push(...tree.problems);
    undecided.push(...tree.undecided);
    if (tree.root?.kind === "mapping") trees.push(tree.root);
    else if (tree.problems.length === 0) {
      const found =
        tree.root?.kind === "scalar" && tree.root.value === null ? "nothing" : foundText(tree.root, []);
      problems.push({
        file,
        line: 1,
        column: 1,
        key: "",
        found,
        expected: "a mapping with a `plugins` list",
      });
    }
  }
  if (trees.length === 0) return { ok: false, files, problems: inOrder(problems, files), warnings: [] };

  const merged = mergeTrees(trees);
  problems.push(...merged.problems);
  const overrides = options.overrides ?? [];
  const effective = applyOverrides(merged.root, overrides);
  const dialect = options.dialect?.(toObject(merged.root), toObject(effective)) ?? { tolerant: false };
  const { tolerant } = dialect;
  const warnings: ConfigProblem[] = [];
  (tolerant ? warnings : problems).push(...describeUndecided(undecided, tolerant));
  const settled = settle(applyOverrides(merged.root, [...(dialect.values ?? []), ...overrides]), tolerant);
  problems.push(...settled.problems);
  const document = settled.root;
  const checked = checkDocument(document, options.sections, tolerant);
  problems.push(...checked.problems);
  warnings.push(...checked.warnings);

  const { parts } = checked;
  const readable = { ...checked.readable, tolerant, document };
  if (problems.length > 0 || parts === undefined) {
    const ordered = { problems: inOrder(problems, files), warnings: inOrder(warnings, files) };
    return { ok: false, readable, files, ...ordered };
  }
  return {
    ok: true,
    config: { ...readable, ...parts },
    files,
    warnings: inOrder(warnings, files),
    notices: dialect.notice === undefined ? [] : [dialect.notice],
  };
}

interface CheckedDocument<S extends Sections> {
  /** Absent if anything is wrong with them. */
  readonly parts?: Pick<LoadedConfig<S>, "plugin_settings" | "sections">;
  readonly readable: Pick<ReadEntries, "plugins" | "positions" | "plugin_dirs">;
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
}

/** Checks every part, so that one part's problems do not hide another's. */
function checkDocument<S extends Sections>(
  root: LocatedMapping,
  schemas: S,
  tolerant: boolean,
): CheckedDocument<S> {
  const { problems, warnings } = checkTopLevel(root, Object.keys(schemas), tolerant);
  warnings.push(...foreignKeys(root));
  const collect = <T>(checked: Checked<T>): T | undefined => {
    warnings.push(...checked.warnings);
    if (checked.ok) return checked.value;
    problems.push(...checked.problems);
    return undefined;
  };
  const entries = checkEntries(root, tolerant);
  problems.push(...entries.problems);
  warnings.push(...entries.warnings);
  const settings = collect(check(pluginSettingsSchema, root, ["plugin_settings"], tolerant, {}));
  const dirs = collect(check(pluginDirsSchema, root, ["plugin_dirs"], tolerant, []));
  const sections: Record<string, unknown> = {};
  // Always strict: a section is its host's own, and ContextForge's files have no such thing to be tolerant of.
  for (const [name, schema] of Object.entries(schemas))
    sections[name] = collect(check(schema, root, [name], false, {}));
  const { positions } = entries;
  const plugin_dirs = dirs ?? readableDirs(root);
  const found = { readable: { plugins: [...positions.keys()], positions, plugin_dirs }, problems, warnings };
  if (problems.length > 0 || settings === undefined) return found;
  const { include_user_info: _, ...plugin_settings } = settings;
  return { ...found, parts: { plugin_settings, sections: sections as LoadedConfig<S>["sections"] } };
}

/** Of a bad list what is good in it: a plugin's module that lies there is not missing. */
function readableDirs(root: LocatedMapping): string[] {
  const node = nodeAt(root, ["plugin_dirs"]);
  const values = node === undefined ? [] : [toValue(node)].flat();
  return values.filter((value) => typeof value === "string" && value !== "") as string[];
}
