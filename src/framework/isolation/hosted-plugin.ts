import { z } from "zod";
import { formatPlaced } from "../config/problem.ts";
import { createHookRegistry, type HookRegistry } from "../hook-registry.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import { deepFreeze } from "../json-freeze.ts";
import { isPathKind } from "../module-location.ts";
import { definitionsOf, isNamedDefinition, type NamedDefinition } from "../named-definitions.ts";
import type { Plugin, PluginDefinition, PluginLog } from "../plugin.ts";
import { checkPlugins } from "../plugin-check.ts";
import { pluginEnvironment } from "../plugin-environment.ts";
import { isDefinition } from "../plugin-module.ts";
import { handlerOf } from "../plugin-registry.ts";
import { createInstanceServices, type InstanceServices } from "../services/instance-services.ts";
import type { Unanswered } from "../timeout.ts";
import { createCallContext } from "./call-context.ts";
import type { PluginOrder, Request, Stage } from "./protocol.ts";
import { writtenResult } from "./written-result.ts";

/** The plugin of this process, once `start` has made it. */
export interface HostedPlugin {
  /** Does what a request asks for; rejects with what the plugin throws. */
  handle(request: Exclude<Request, { type: "abort" }>): Promise<JsonValue | undefined>;
  /** Fires the signal of a call. */
  abort(id: number, end: Unanswered): void;
}

interface Hosted {
  readonly plugin: Plugin;
  readonly hooks: HookRegistry;
  readonly isolation: "frozen" | "copied";
  readonly services: InstanceServices;
}

/** Runs one plugin in this process, for the adapter in another. */
export function createHostedPlugin(log: PluginLog): HostedPlugin {
  let hosted: Hosted | undefined;
  const stops = new Map<number, (end: Unanswered) => void>();

  async function call(request: Request & { type: "call" }): Promise<JsonValue> {
    const { id, hook, payload } = request;
    const { plugin, hooks, isolation, services } = running();
    const handler = handlerOf(plugin, hook);
    const definition = hooks.get(hook);
    if (handler === undefined || definition === undefined)
      throw new TypeError(`no handler of hook "${hook}"`);
    const handed = isolation === "copied" ? structuredClone(payload) : payload;
    deepFreeze(payload);
    const calling = createCallContext(request.context, services);
    stops.set(id, calling.stop);
    try {
      const raw = await handler(handed, calling.context);
      const result = writtenResult(raw, payload, handed, definition);
      const changes = calling.changes();
      return { ...(result !== undefined && { result }), ...(changes !== undefined && { changes }) };
    } finally {
      stops.delete(id);
    }
  }

  function running(): Hosted {
    if (hosted === undefined) throw new Error("the plugin was not started");
    return hosted;
  }

  async function start(order: PluginOrder, stage: Stage): Promise<JsonValue> {
    const hooks = createHookRegistry(order.hooks.map((hook) => ({ ...hook, payload: anyPayload })));
    const { entry, pluginDirs } = order;
    const definitions = isPathKind(entry.kind)
      ? []
      : await importDefinitions(order.definitionModules, entry.kind);
    const { drafts, problems, warnings } = await checkPlugins({
      entries: [entry],
      definitions,
      hooks,
      pluginDirs,
      hookDeclaration: "known",
      python: "isolated",
    });
    const told = (list: typeof problems) =>
      list.map(({ message, path, at }) => ({
        // The place is in a file of the plugin's own, which the adapter's side does not know.
        message: at === undefined ? message : formatPlaced(at, message),
        path: [...(path ?? [])],
      }));
    const answer = { problems: told(problems), warnings: told(warnings) };
    const [draft] = drafts;
    if (draft === undefined || problems.length > 0) return { ...answer, hooks: "any" };
    const { kind, config } = draft;
    if (stage === "checked") return { ...answer, hooks: kind.hooks === "any" ? "any" : [...kind.hooks] };

    const wanted = entry.hooks.length > 0 || kind.hooks === "any" ? entry.hooks : kind.hooks;
    const plugin = await kind.create(config, pluginEnvironment(entry, wanted, log));
    if (typeof plugin !== "object" || plugin === null)
      throw new TypeError("is not made into an object with handlers");
    const services = createInstanceServices(entry.services);
    const possible = kind.hooks === "any" ? hooks.names() : kind.hooks;
    const implemented = possible.filter((hook) => handlerOf(plugin, hook) !== undefined);
    if (stage === "running") await plugin.initialize?.(services);
    hosted = { plugin, hooks, isolation: kind.isolation, services };
    return { ...answer, hooks: implemented };
  }

  return {
    async handle(request) {
      switch (request.type) {
        case "start":
          return start(request.order, request.stage);
        case "call":
          return call(request);
        case "health":
          await running().plugin.health?.();
          return null;
        case "shutdown":
          await hosted?.plugin.shutdown?.();
          hosted?.services.close();
          return null;
      }
    },
    abort: (id, end) => stops.get(id)?.(end),
  };
}

/** Payloads of the host program's hooks were checked there, and edits of them will be. */
const anyPayload = z.unknown() as unknown as z.ZodType<JsonObject>;

/** Of kinds that a module has by name, the module of the wanted one alone is read. */
async function importDefinitions(modules: readonly string[], wanted: string): Promise<PluginDefinition[]> {
  const found = new Set<PluginDefinition>();
  const named: NamedDefinition[] = [];
  for (const url of modules) {
    const exported = Object.values((await import(url)) as Record<string, unknown>);
    for (const value of exported.flat()) {
      if (isDefinition(value)) found.add(value);
      else if (isNamedDefinition(value)) named.push(value);
    }
  }
  return [...found, ...(await definitionsOf(named, new Set([wanted])))];
}
