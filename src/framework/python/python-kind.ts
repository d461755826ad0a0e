import { z } from "zod";
import { systemClock } from "../clock.ts";
import type { PluginEntry } from "../config/entry.ts";
import type { HookRegistry } from "../hook-registry.ts";
import type { PluginCheckOptions } from "../plugin-check.ts";
import type { PluginKind } from "../plugin-module.ts";
import type { SpecialKindReading } from "../special-kind.ts";
import { isClassPath } from "./class-path.ts";
import type { ClassReading } from "./inspect-classes.ts";
import type { PythonHost, PythonSetting } from "./python-host.ts";
import { pythonPlugin } from "./python-plugin.ts";

/**
 * Reads an entry whose kind is the path of a Python class. The class is imported in a Python process that ends at once;
 * one process looks at the classes of all entries.
 * @param folders the entry's: where its modules may be
 */
export async function pythonKind(
  entry: PluginEntry,
  options: PluginCheckOptions,
  registry: HookRegistry,
  folders: readonly string[],
): Promise<SpecialKindReading> {
  const refuse = (message: string): SpecialKindReading => ({
    kind: undefined,
    problems: [{ message: `kind ${JSON.stringify(entry.kind)} ${message}`, path: ["kind"] }],
    warnings: [],
  });
  const host = options.python;
  if (host === "unread") return { kind: undefined, problems: [], warnings: [] };
  if (host === undefined || host === "isolated") return refuse(withoutHost(host));
  if (entry.mode === "disabled") return { kind: undefined, problems: [], warnings: [] };
  if (options.offline) return { kind: uninspected, problems: [], warnings: [] };
  const found = (await inspected(options, host, registry, folders)).get(entry.kind);
  if (found?.ok !== true) return refuse(found?.message ?? "was not looked at");
  const kind = {
    hooks: found.hooks,
    // The class checks it when it is made.
    config: z.unknown(),
    isolation: "frozen" as const,
    create: (
      _: unknown,
      { hooks, log }: { hooks: readonly string[]; log: Parameters<typeof pythonPlugin>[0]["log"] },
    ) => pythonPlugin({ host, entry, folders, hooks, registry, log, clock: systemClock }),
  };
  return { kind, problems: [], warnings: [] };
}

/** A class that was not looked at: nothing is made of it. */
const uninspected: PluginKind = {
  hooks: "any",
  config: z.unknown(),
  isolation: "frozen",
  create() {
    throw new TypeError("the class was not looked at");
  },
};

function withoutHost(host: Exclude<PythonSetting, PythonHost>): string {
  return host === "isolated"
    ? "is a Python class, which runs in a process of its own already: not with `kind: isolated`"
    : "is a Python class that no built-in plugin stands for: `adapter.python.interpreter` names the Python that hosts it";
}

type Readings = Promise<ReadonlyMap<string, ClassReading>>;

/** One run of Python for each check of a configuration and set of folders. */
const runs = new WeakMap<PluginCheckOptions, Map<string, Readings>>();

function inspected(
  options: PluginCheckOptions,
  host: PythonHost,
  registry: HookRegistry,
  folders: readonly string[],
): Readings {
  const ofOptions = runs.get(options) ?? new Map<string, Readings>();
  runs.set(options, ofOptions);
  const key = JSON.stringify(folders);
  const known = ofOptions.get(key);
  if (known !== undefined) return known;
  const active = options.entries.filter(({ kind, mode }) => mode !== "disabled" && isClassPath(kind));
  const aliased = new Set(options.definitions.flatMap(({ kind, aliases = [] }) => [kind, ...aliases]));
  const classes = [...new Set(active.map(({ kind }) => kind))].filter((kind) => !aliased.has(kind));
  const made = import("./inspect-classes.ts").then(({ inspectClasses }) =>
    inspectClasses(host, folders, classes, registry.names()),
  );
  ofOptions.set(key, made);
  return made;
}
