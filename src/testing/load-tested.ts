import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { keyText } from "../framework/config/problem.ts";
import { defaultServices } from "../framework/config/services-schema.ts";
import {
  createPluginManager,
  type EntryInput,
  type LoadProblem,
  loadPlugins,
  type ManagerSettings,
  type PluginDefinition,
  type PluginEntry,
  type PluginManager,
  pluginEntry,
} from "../framework/index.ts";
import { type FakeServices, fakePlugins, fakeStart } from "./fake-services.ts";
import { collectLog, type LogLine } from "./instances.ts";

/**
 * A plugin to test: its definition, or where its module is: a path (relative to the working directory, `#name` for
 * another export than the default), a `file:` URL.
 */
export type TestedPlugin = PluginDefinition | string | URL;

/** The entry of a configuration, as far as a test cares. `config` is what stands below `config:` in the file. */
export type TestedEntry = Partial<Omit<EntryInput, "kind" | "source">>;

export interface LoadedForTest {
  readonly manager: PluginManager;
  readonly log: readonly LogLine[];
}

/** Loads plugins as the adapter does: schema, hooks, `initialize`. Throws with every problem in the message. */
export async function loadTested(
  plugins: readonly (TestedEntry & { readonly plugin: TestedPlugin })[],
  settings: Partial<ManagerSettings>,
  fakes: FakeServices = {},
): Promise<LoadedForTest> {
  const lines: LogLine[] = [];
  const log = collectLog(lines);
  const definitions = new Map<string, PluginDefinition>();
  const names = new Set<string>();
  const entries = plugins.map(({ plugin, ...entry }) => {
    const { kind, folder, definition } = locate(plugin);
    if (definition) {
      const other = definitions.get(kind);
      if (other && other !== definition) throw new TypeError(`two plugin definitions are called "${kind}"`);
      definitions.set(kind, definition);
    }
    const name = entry.name ?? freeName(definition ? kind : "plugin", names);
    names.add(name);
    return pluginEntry({ ...entry, name, kind, source: { file: join(folder, "test"), line: 0 } });
  });
  const called = fakePlugins(fakes);
  const tested = entries.map((entry) =>
    called.length === 0
      ? entry
      : mayCall(
          entry,
          called.map(([name]) => name),
        ),
  );
  const others = called.map(([name, { kind }]) => pluginEntry({ name, kind, calledOnly: true }));
  const loaded = await loadPlugins({
    entries: [...tested, ...others],
    definitions: [...definitions.values(), ...called.map(([, definition]) => definition)],
    log,
    services: () => fakeStart(fakes),
  });
  if (!loaded.ok) throw new Error(loaded.problems.map(problemLine).join("\n"));
  return { manager: createPluginManager({ ...loaded, settings, log }), log: lines };
}

function mayCall(entry: PluginEntry, names: readonly string[]): PluginEntry {
  const services = entry.services ?? defaultServices;
  return { ...entry, services: { ...services, plugins: [...new Set([...services.plugins, ...names])] } };
}

function problemLine({ plugin, path = [], message }: LoadProblem): string {
  const key = keyText(path);
  return `plugin "${plugin}": ${key === "" ? "" : `${key}: `}${message}`;
}

/** The loader looks for modules in the folder of the entry's file only: here that of the module itself. */
function locate(plugin: TestedPlugin): { kind: string; folder: string; definition?: PluginDefinition } {
  if (typeof plugin === "object" && !(plugin instanceof URL)) {
    return { kind: plugin.kind, folder: ".", definition: plugin };
  }
  const text = typeof plugin === "string" ? plugin : plugin.href;
  const [specifier = "", ...exported] = text.split("#");
  const file = specifier.startsWith("file:") ? fileURLToPath(specifier) : resolve(specifier);
  return { kind: [file, ...exported].join("#"), folder: dirname(file) };
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted} ${number}`;
  return name;
}
