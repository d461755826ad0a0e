import type { z } from "zod";
import type { JsonObject } from "../json.ts";
import { type Checked, check } from "./check.ts";
import { foundText } from "./describe-issue.ts";
import { checkEntries } from "./entries.ts";
import type { PluginEntry, PluginSettings } from "./entry.ts";
import { readSources } from "./files.ts";
import { type LocatedMapping, toObject } from "./located.ts";
import { applyOverrides, mergeTrees, type Override } from "./merge.ts";
import { boundProblems, type ConfigProblem } from "./problem.ts";
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
export interface LoadedConfig<S extends Sections> {
  /** In file order, disabled ones too. */
  readonly plugins: readonly PluginEntry[];
  readonly plugin_settings: PluginSettings;
  /** Directories that plugins' modules may be in, as written. */
  readonly plugin_dirs: readonly string[];
  readonly sections: { readonly [K in keyof S]: z.output<S[K]> };
  readonly files: readonly string[];
  readonly tolerant: boolean;
  /** All values and where they stand. */
  readonly document: LocatedMapping;
}

export type Loading<S extends Sections> =
  | {
      readonly ok: true;
      readonly config: LoadedConfig<S>;
      readonly warnings: readonly ConfigProblem[];
      readonly notices: readonly string[];
    }
  | {
      readonly ok: false;
      readonly problems: readonly ConfigProblem[];
      readonly warnings: readonly ConfigProblem[];
    };

/**
 * Reads, merges and checks a configuration. Strict: whatever is not understood is a problem, and all problems are
 * reported at once. A configuration without a `plugins` list is one, since it would protect nothing.
 */
export async function loadConfig<S extends Sections>(options: LoadOptions<S>): Promise<Loading<S>> {
  const { files, problems } = await readSources(options.paths);
  const trees: LocatedMapping[] = [];
  const undecided: UndecidedTemplate[] = [];
  for (const { file, text } of files) {
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
  if (trees.length === 0) return { ok: false, problems: boundProblems(problems), warnings: [] };

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
  const checked = checkDocument(settled.root, options.sections, tolerant);
  problems.push(...checked.problems);
  warnings.push(...checked.warnings);

  if (problems.length > 0 || checked.parts === undefined) {
    return { ok: false, problems: boundProblems(problems), warnings: boundProblems(warnings) };
  }
  const config = { ...checked.parts, files: files.map(({ file }) => file), tolerant, document: settled.root };
  return {
    ok: true,
    config,
    warnings: boundProblems(warnings),
    notices: dialect.notice === undefined ? [] : [dialect.notice],
  };
}

type Parts<S extends Sections> = Pick<
  LoadedConfig<S>,
  "plugins" | "plugin_settings" | "plugin_dirs" | "sections"
>;

/** Checks every part, so that one part's problems do not hide another's. */
function checkDocument<S extends Sections>(
  root: LocatedMapping,
  schemas: S,
  tolerant: boolean,
): { parts?: Parts<S>; problems: ConfigProblem[]; warnings: ConfigProblem[] } {
  const { problems, warnings } = checkTopLevel(root, Object.keys(schemas), tolerant);
  warnings.push(...foreignKeys(root));
  const collect = <T>(checked: Checked<T>): T | undefined => {
    warnings.push(...checked.warnings);
    if (checked.ok) return checked.value;
    problems.push(...checked.problems);
    return undefined;
  };
  const plugins = collect(checkEntries(root, tolerant));
  const settings = collect(check(pluginSettingsSchema, root, ["plugin_settings"], tolerant, {}));
  const plugin_dirs = collect(check(pluginDirsSchema, root, ["plugin_dirs"], tolerant, []));
  const sections: Record<string, unknown> = {};
  // Always strict: a section is its host's own, and ContextForge's files have no such thing to be tolerant of.
  for (const [name, schema] of Object.entries(schemas))
    sections[name] = collect(check(schema, root, [name], false, {}));
  if (problems.length > 0 || plugins === undefined || settings === undefined || plugin_dirs === undefined) {
    return { problems, warnings };
  }
  const { include_user_info: _, ...plugin_settings } = settings;
  const parts = { plugins, plugin_settings, plugin_dirs, sections: sections as Parts<S>["sections"] };
  return { parts, problems, warnings };
}

/**
 * Checks one plugin's `config` with its own schema, and says what is wrong in the file's terms.
 * @param entry an entry of `config.plugins`
 */
export function checkPluginConfig<C extends z.ZodType>(
  config: Pick<LoadedConfig<Sections>, "plugins" | "document" | "tolerant">,
  entry: PluginEntry,
  schema: C,
): Checked<z.output<C>> {
  const index = config.plugins.indexOf(entry);
  return check(schema, config.document, ["plugins", index, "config"], config.tolerant, {});
}
