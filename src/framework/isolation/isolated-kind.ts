import { type Clock, systemClock } from "../clock.ts";
import type { PluginEntry } from "../config/entry.ts";
import type { KeyPath } from "../config/problem.ts";
import { checkConfig } from "../config-check.ts";
import type { HookRegistry } from "../hook-registry.ts";
import { builtinHooks } from "../hooks.ts";
import type { PluginDefinition } from "../plugin.ts";
import type { PluginCheckOptions } from "../plugin-check.ts";
import type { PluginKind } from "../plugin-module.ts";
import type { SpecialKindReading } from "../special-kind.ts";
import { type IsolatedConfig, isolatedConfig } from "./config.ts";
import { isolatedPlugin } from "./isolated-plugin.ts";
import type { HookOrder, PluginOrder, Stage, Started } from "./protocol.ts";
import { remoteError } from "./remote-error.ts";
import { startPlugin } from "./start-plugin.ts";

/**
 * Reads an entry with `kind: isolated`. What it says of the plugin inside is checked in a process as it will run in, so
 * that nothing of a plugin's module runs here.
 */
export async function isolatedKind(
  entry: PluginEntry,
  options: PluginCheckOptions,
  hooks: HookRegistry,
): Promise<SpecialKindReading> {
  const unchecked: SpecialKindReading = { kind: kindOf([]), problems: [], warnings: [] };
  const parsed = isolatedConfig.safeParse(entry.config);
  // The check of `config` that follows tells what is wrong.
  if (!parsed.success) return { ...unchecked, kind: kindOf("any") };
  const config = parsed.data;
  const modules = options.definitionModules ?? [];
  const definition = options.definitions.find(
    ({ kind, aliases }) => kind === config.plugin || aliases?.includes(config.plugin),
  );
  if (definition !== undefined && modules.length === 0) {
    const message = "is a kind of this program, which names no module that a process could load it from";
    return { ...unchecked, kind: undefined, problems: [{ message, path: ["config", "plugin"] }] };
  }
  const order: PluginOrder = {
    entry: {
      ...entry,
      kind: config.plugin,
      config: config.config,
      hooks: [],
      conditions: [],
      calledOnly: false,
      ...(entry.services && { services: { ...entry.services, plugins: [] } }),
    },
    definitionModules: modules,
    pluginDirs: options.pluginDirs ?? [],
    hooks: hookOrders(hooks),
  };
  if (options.offline) return unstarted(order, definition);
  if (!process.allowedNodeEnvironmentFlags.has("--permission")) {
    const message = `kind "isolated" needs Node 22.15 or newer, for its permission model: this is ${process.version}`;
    return { ...unchecked, kind: undefined, problems: [{ message, path: ["kind"] }] };
  }
  let checked: Started;
  try {
    checked = await lookOnce(entry, config, order);
  } catch (error) {
    const message = `cannot be checked in its process: ${(error as Error).message}`;
    return { ...unchecked, kind: undefined, problems: [{ message, path: ["config", "plugin"] }] };
  }
  const problems = checked.problems.map(outside);
  const warnings = checked.warnings.map(outside);
  const kind = problems.length > 0 ? undefined : kindOf(checked.hooks, order, () => looks.delete(entry));
  return { kind, problems, warnings };
}

/** Without a process: only a kind of the host program says what its config may be. Nothing is made of the entry. */
function unstarted(order: PluginOrder, definition: PluginDefinition | undefined): SpecialKindReading {
  if (definition === undefined) return { kind: kindOf("any"), problems: [], warnings: [] };
  const checked = checkConfig(order.entry, definition.config, undefined);
  const problems = checked.ok
    ? []
    : checked.problems.map(({ message, path }) => outside({ message, path: path ?? [] }));
  return { kind: problems.length > 0 ? undefined : kindOf(definition.hooks), problems, warnings: [] };
}

/** Where a key of the plugin inside stands in the entry. */
function outside({ message, path }: { message: string; path: KeyPath }): { message: string; path: KeyPath } {
  if (path[0] === "kind") return { message, path: ["config", "plugin"] };
  return { message, path: path[0] === "config" ? ["config", ...path] : path };
}

/** What a process found, for the entry that it was asked about. */
const looks = new WeakMap<PluginEntry, { readonly asked: string; readonly found: Promise<Started> }>();

/**
 * A configuration is checked before it is loaded, which checks it again: one process is enough for both. Once a plugin was
 * made, the next check looks anew, as its module may have changed; and the process that it runs in checks for itself.
 */
function lookOnce(entry: PluginEntry, config: IsolatedConfig, order: PluginOrder): Promise<Started> {
  const asked = JSON.stringify([config, order]);
  const last = looks.get(entry);
  if (last?.asked === asked) return last.found;
  const found = look(config, order, "checked", systemClock);
  looks.set(entry, { asked, found });
  const forget = () => looks.delete(entry);
  found.then(({ problems }) => problems.length === 0 || forget(), forget);
  return found;
}

/** @param made called when a plugin is made of the entry */
function kindOf(hooks: PluginKind["hooks"], order?: PluginOrder, made?: () => void): PluginKind {
  return {
    hooks,
    config: isolatedConfig,
    isolation: "frozen",
    boundsItself: true,
    async create(value, environment) {
      const config = value as IsolatedConfig;
      made?.();
      if (order === undefined) throw new TypeError("the entry was not checked");
      const entry = { ...order.entry, hooks: environment.hooks };
      const implemented =
        hooks === "any" ? (await look(config, { ...order, entry }, "created", systemClock)).hooks : hooks;
      const known = implemented === "any" ? [] : implemented;
      return isolatedPlugin(config, { ...order, entry }, known, environment.log, systemClock);
    },
  };
}

function hookOrders(hooks: HookRegistry): HookOrder[] {
  return hooks
    .names()
    .filter((name) => !Object.hasOwn(builtinHooks, name))
    .flatMap((name) => {
      const hook = hooks.get(name);
      return hook === undefined ? [] : [{ name, family: hook.family, writable: hook.writable }];
    });
}

/** Asks a process that ends at once for what it finds. Rejects with what kept it from finding anything. */
function look(config: IsolatedConfig, order: PluginOrder, stage: Stage, clock: Clock): Promise<Started> {
  return new Promise((resolve, reject) => {
    const looking = startPlugin(config, order, stage, clock, {
      started(answer) {
        const [problem] = answer.problems;
        if (stage !== "checked" && problem !== undefined) reject(new Error(problem.message));
        // Found: the end that follows changes nothing.
        resolve(looking.exited().then(() => answer));
        looking.kill({ name: "Done", message: "" });
      },
      reply() {},
      log() {},
      end: (error) => void looking.exited().then(() => reject(remoteError(error))),
    });
  });
}
