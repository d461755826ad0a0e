import type { Clock } from "./clock.ts";
import type { PluginEntry } from "./config/entry.ts";
import { nearMiss } from "./config/near-miss.ts";
import { type ConfigProblem, quote } from "./config/problem.ts";
import type { HookRegistry } from "./hook-registry.ts";
import { type HookDeclaration, readHookTypes, registerHookTypes } from "./hook-types.ts";
import type { LoadProblem } from "./load-problem.ts";
import { checkManifest, manifestProblems } from "./manifest-check.ts";
import { locateModule } from "./module-location.ts";
import { type PluginManifest, readPluginManifest } from "./plugin-manifest.ts";
import { type ImportedModule, importModule, moduleKind, type PluginKind } from "./plugin-module.ts";

/** What stands behind the entries whose `kind` is a path or a package. */
export interface EntryModules {
  /** The host's hooks, and those that the modules declare. */
  readonly hooks: HookRegistry;
  readonly of: ReadonlyMap<PluginEntry, EntryModule>;
  readonly problems: ReadonlyMap<PluginEntry, readonly LoadProblem[]>;
}

/** A found plugin. `kind` is undefined for a disabled entry, whose module is not run, and where there is a problem. */
export interface EntryModule {
  readonly kind: PluginKind | undefined;
  readonly manifest: PluginManifest | undefined;
}

interface Found {
  readonly entry: PluginEntry;
  readonly module: ImportedModule | undefined;
  readonly manifest: PluginManifest | undefined;
}

export interface ModuleOrder {
  /** Those with such a kind. */
  readonly entries: readonly PluginEntry[];
  /** More such entries, whose modules are run for the hooks that they declare; nothing is said of their problems. */
  readonly others: readonly PluginEntry[];
  readonly foldersOf: (entry: PluginEntry) => readonly string[];
  readonly hooks: HookRegistry;
  readonly declaration: HookDeclaration;
  /** What importing one module may take. */
  readonly limit: { readonly ms: number; readonly clock: Clock };
  /** Known kinds, for suggestions. */
  readonly kinds: readonly string[];
  /** A problem of the entry's kind. */
  readonly problem: (entry: PluginEntry, message: string) => LoadProblem;
}

interface Finding {
  readonly order: ModuleOrder;
  readonly complain: (entry: PluginEntry, message: string) => void;
  readonly blame: (entry: PluginEntry, manifest: string, problems: readonly ConfigProblem[]) => void;
}

/** Finds and imports the modules, reads the manifests beside them, and registers the hooks that the modules declare. */
export async function loadEntryModules(order: ModuleOrder): Promise<EntryModules> {
  const problems = new Map<PluginEntry, LoadProblem[]>();
  const report = (entry: PluginEntry, ...added: readonly LoadProblem[]) => {
    problems.set(entry, [...(problems.get(entry) ?? []), ...added]);
  };
  const finding: Finding = {
    order,
    complain: (entry, message) =>
      report(entry, order.problem(entry, `kind ${quote(entry.kind)}: ${message}`)),
    blame: blameOnce(report),
  };
  const found: Found[] = [];
  for (const entry of [...order.entries, ...order.others]) {
    const one = await find(finding, entry);
    if (one !== undefined) found.push(one);
  }
  const hooks = registerAll(finding, found);
  const of = new Map<PluginEntry, EntryModule>();
  for (const { entry, module, manifest } of found) {
    const kind = module && moduleKind(module, hooks, manifest);
    const wrong = manifest === undefined ? [] : checkManifest(manifest, module?.value, kind, hooks);
    if (manifest !== undefined) finding.blame(entry, manifest.file, wrong);
    of.set(entry, { kind: wrong.length > 0 ? undefined : kind, manifest });
  }
  return { hooks, of, problems };
}

async function find({ order, complain, blame }: Finding, entry: PluginEntry): Promise<Found | undefined> {
  const location = locateModule(entry.kind, order.foldersOf(entry));
  if (!location.ok) {
    const near = nearMiss(entry.kind, order.kinds);
    const hint = near === undefined ? "" : `; did you mean "${near}"?`;
    complain(entry, `${location.message}${hint}`);
    return undefined;
  }
  const reading = await readPluginManifest(location.folder);
  if (!reading.ok) {
    blame(entry, location.folder, reading.problems);
    return undefined;
  }
  const { manifest } = reading;
  if (entry.mode === "disabled") return { entry, module: undefined, manifest };
  const imported = await importModule(location, order.limit);
  if (imported.ok) return { entry, module: imported.module, manifest };
  complain(entry, imported.message);
  return undefined;
}

/** Several entries may be of one manifest: it is blamed once, and once more where only a disabled entry was blamed. */
function blameOnce(
  report: (entry: PluginEntry, ...problems: readonly LoadProblem[]) => void,
): Finding["blame"] {
  const blamed = new Set<string>();
  return (entry, manifest, problems) => {
    if (problems.length === 0) return;
    const key = `${entry.mode === "disabled" ? "off" : "on"} ${manifest}`;
    if (!blamed.has(key)) report(entry, ...manifestProblems(entry, problems));
    blamed.add(key);
  };
}

function registerAll({ order, complain }: Finding, found: readonly Found[]): HookRegistry {
  const declared = found.flatMap(({ entry, module }) => {
    const reading = readHookTypes(module?.hookTypes);
    if (reading.ok) return [{ entry, hooks: reading.hooks }];
    complain(entry, reading.message);
    return [];
  });
  return registerHookTypes(order.hooks, declared, order.declaration, complain);
}
