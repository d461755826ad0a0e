import { dirname, resolve } from "node:path";
import { type Clock, systemClock } from "./clock.ts";
import type { PluginEntry } from "./config/entry.ts";
import { externalConfigSchema } from "./config/external-schema.ts";
import { nearMiss } from "./config/near-miss.ts";
import { type KeyPath, quote } from "./config/problem.ts";
import { type ConfigCheck, checkConfig } from "./config-check.ts";
import { type EntryModules, loadEntryModules } from "./entry-modules.ts";
import { unencrypted } from "./external/unencrypted.ts";
import { createHookRegistry, type HookRegistry, unknownHookMessage } from "./hook-registry.ts";
import type { HookDeclaration } from "./hook-types.ts";
import { hookNamed } from "./hooks.ts";
import { entryProblem, type LoadProblem, type Locate } from "./load-problem.ts";
import { describedEntry } from "./manifest-check.ts";
import type { PluginDefinition } from "./plugin.ts";
import { kindOf, type PluginKind } from "./plugin-module.ts";
import { isClassPath } from "./python/class-path.ts";
import type { PythonSetting } from "./python/python-host.ts";
import { pythonKind } from "./python/python-kind.ts";
import { checkServices } from "./services/references.ts";
import type { SpecialKindReading } from "./special-kind.ts";
import { specialKinds } from "./special-kinds.ts";

/** What entries are checked against. */
export interface PluginCheckOptions {
  /** In config order, disabled ones too. */
  readonly entries: readonly PluginEntry[];
  /** Kinds that need no module: the built-in ones, and those of the host program. */
  readonly definitions: readonly PluginDefinition[];
  /** URLs of modules that export these, or `NamedDefinition`s, or lists of them: processes of isolated plugins load them. */
  readonly definitionModules?: readonly string[];
  readonly hooks?: HookRegistry;
  /** Entries whose modules are run for the hooks that they declare, although they are not loaded now. */
  readonly hookEntries?: readonly PluginEntry[];
  /** What becomes of hooks that modules declare; default `registered`. */
  readonly hookDeclaration?: HookDeclaration;
  /** Folders beside the configuration file's that modules may be loaded from, relative to it or to the working directory. */
  readonly pluginDirs?: readonly string[];
  /** No process is started: what only those of isolated plugins and of Python could tell is not checked. */
  readonly offline?: boolean;
  /** Seconds that a plugin's module, its making and its `initialize` may take, each; default 30. */
  readonly initializeTimeout?: number;
  readonly clock?: Clock;
  /** What hosts kinds that are paths of Python classes. */
  readonly python?: PythonSetting;
  /** Reports problems in `config` with their lines; without it they carry the path only. */
  readonly checkConfig?: ConfigCheck;
  /** Tells the place of every other problem; without it they carry the path only. */
  readonly locate?: Locate;
}

/** An active entry whose kind was found and whose hooks and config are right. */
export interface PluginDraft {
  /** With what the plugin's manifest says of it. */
  readonly entry: PluginEntry;
  /** As the configuration has it. */
  readonly stated: PluginEntry;
  readonly kind: PluginKind;
  readonly config: unknown;
}

/** What is right and what is wrong with the entries. */
export interface PluginCheck {
  /** In config order; complete only if there are no problems. */
  readonly drafts: readonly PluginDraft[];
  readonly problems: readonly LoadProblem[];
  readonly warnings: readonly LoadProblem[];
  /** Those of the options, and those that the modules declare. */
  readonly hooks: HookRegistry;
}

interface Checking {
  readonly options: PluginCheckOptions;
  readonly hooks: HookRegistry;
  readonly modules: EntryModules["of"];
  readonly ofModules: EntryModules["problems"];
  readonly kinds: ReadonlyMap<string, PluginKind>;
  readonly problems: LoadProblem[];
  readonly warnings: LoadProblem[];
}

/**
 * Finds the kind of every entry and checks hooks and config; every problem of every entry is reported. No plugin is
 * made. Modules that kinds name are imported, so their top level runs. Rejects only for two definitions of one name.
 */
export async function checkPlugins(options: PluginCheckOptions): Promise<PluginCheck> {
  const kinds = byName(options.definitions);
  const problems: LoadProblem[] = [];
  const warnings: LoadProblem[] = [];
  const { hooks, of: modules, problems: ofModules } = await loadModules(options, kinds);
  const checking: Checking = { options, hooks, modules, ofModules, kinds, problems, warnings };
  reportDuplicates(checking);
  const all = [...options.entries, ...(options.hookEntries ?? [])];
  checking.problems.push(...checkServices(options.entries, all, options.locate));
  const drafts: PluginDraft[] = [];
  for (const entry of options.entries) {
    const draft = await checkEntry(checking, entry);
    if (draft !== undefined) drafts.push(draft);
  }
  return { drafts, problems, warnings, hooks };
}

/** Modules come before all else: they may declare the hooks that other entries name. */
async function loadModules(
  options: PluginCheckOptions,
  kinds: ReadonlyMap<string, PluginKind>,
): Promise<EntryModules> {
  const { entries, hookEntries = [], locate } = options;
  const isModule = ({ kind }: PluginEntry) =>
    kind !== "external" && !specialKinds.has(kind) && !kinds.has(kind) && !isClassPath(kind);
  return loadEntryModules({
    entries: entries.filter(isModule),
    others: hookEntries.filter((entry) => isModule(entry) && entry.mode !== "disabled"),
    foldersOf: (entry) => folders(entry, options.pluginDirs ?? []),
    hooks: options.hooks ?? createHookRegistry(),
    declaration: options.hookDeclaration ?? "registered",
    limit: { ms: (options.initializeTimeout ?? 30) * 1000, clock: options.clock ?? systemClock },
    kinds: [...kinds.keys(), ...specialKinds.keys()],
    problem: (entry, message) => entryProblem(entry, message, ["kind"], locate),
  });
}

function byName(definitions: readonly PluginDefinition[]): Map<string, PluginKind> {
  const kinds = new Map<string, PluginKind>();
  for (const definition of definitions) {
    const kind = kindOf(definition);
    for (const name of [definition.kind, ...(definition.aliases ?? [])]) {
      if (kinds.has(name)) throw new TypeError(`two plugin definitions are called "${name}"`);
      kinds.set(name, kind);
    }
  }
  return kinds;
}

function reportDuplicates({ options, problems }: Checking): void {
  const seen = new Set<string>();
  for (const entry of options.entries) {
    const message = `more than one plugin is called ${quote(entry.name)}`;
    if (seen.has(entry.name)) problems.push(entryProblem(entry, message, ["name"], options.locate));
    seen.add(entry.name);
  }
}

/** A disabled entry is checked as far as no module need be run for it. */
async function checkEntry(checking: Checking, entry: PluginEntry): Promise<PluginDraft | undefined> {
  const { hooks, options, problems, warnings } = checking;
  const active = entry.mode !== "disabled";
  const list = active ? problems : warnings;
  const complain = (message: string, path: KeyPath) => {
    list.push(entryProblem(entry, message, path, options.locate));
  };
  entry.hooks.forEach((hook, index) => {
    if (hooks.get(hook) === undefined) complain(unknownHookMessage(hook, hooks), ["hooks", index]);
  });
  const kind = await findKind(checking, entry, complain);
  list.push(...(checking.ofModules.get(entry) ?? []));
  const manifest = checking.modules.get(entry)?.manifest;
  const available = manifest?.available_hooks?.map(hookNamed);
  entry.hooks.forEach((hook, index) => {
    if (available === undefined || available.includes(hook) || hooks.get(hook) === undefined) return;
    const message = `hook "${hook}" is none of the available_hooks of ${manifest?.file}: ${available.join(", ")}`;
    complain(message, ["hooks", index]);
  });
  if (kind === undefined) return undefined;

  entry.hooks.forEach((hook, index) => {
    if (kind.hooks === "any" || kind.hooks.includes(hook) || hooks.get(hook) === undefined) return;
    if (available?.includes(hook) === false) return;
    const names = [hook, ...(hooks.get(hook)?.aliases ?? [])].map((name) => `"${name}"`).join(", also ");
    complain(`kind ${quote(entry.kind)} does not implement hook ${names}, but ${kind.hooks.join(", ")}`, [
      "hooks",
      index,
    ]);
  });
  const checked = checkConfig(entry, kind.config, options.checkConfig, manifest?.default_config);
  warnings.push(...checked.warnings);
  if (!checked.ok) problems.push(...checked.problems);
  if (!checked.ok || !active) return undefined;
  return { entry: describedEntry(entry, manifest), stated: entry, kind, config: checked.value };
}

async function findKind(
  { kinds, options, hooks, modules, warnings }: Checking,
  entry: PluginEntry,
  complainAt: (message: string, path: KeyPath) => void,
): Promise<PluginKind | undefined> {
  const special = specialKinds.get(entry.kind);
  const report = (reading: SpecialKindReading, hint = "") => {
    for (const { message, path } of reading.problems) complainAt(`${message}${hint}`, path);
    for (const { message, path } of reading.warnings)
      warnings.push(entryProblem(entry, message, path, options.locate));
    return reading.kind;
  };
  if (special !== undefined) return report(await special(entry, options, hooks));
  if (entry.kind === "external") {
    const unstated = entry.mode !== "disabled" && entry.stated?.includes("mode") !== true;
    if (unstated) warnings.push(entryProblem(entry, unstatedMode, ["mode"], options.locate));
    for (const { message, path } of unencrypted(entry))
      warnings.push(entryProblem(entry, message, path, options.locate));
    return externalKind;
  }
  const known = kinds.get(entry.kind);
  if (known !== undefined) return known;
  if (isClassPath(entry.kind)) {
    const near = nearMiss(entry.kind, [...kinds.keys(), ...specialKinds.keys()]);
    const hint = near === undefined ? "" : `; did you mean "${near}"?`;
    const where = folders(entry, options.pluginDirs ?? []);
    return report(await pythonKind(entry, options, hooks, where), hint);
  }
  return modules.get(entry)?.kind;
}

const unstatedMode =
  "is not stated: the mode that the plugin's server has for it counts, and may keep it from denying or editing";

/** Its hooks and the plugin itself come from a server: the loader makes it. */
const externalKind: PluginKind = {
  hooks: "any",
  config: externalConfigSchema,
  isolation: "frozen",
  create: () => {
    throw new TypeError("an external plugin is made by its server");
  },
};

function folders(entry: PluginEntry, pluginDirs: readonly string[]): string[] {
  const own = resolve(dirname(entry.source.file));
  return [...new Set([own, ...pluginDirs.flatMap((dir) => [resolve(own, dir), resolve(dir)])])];
}
