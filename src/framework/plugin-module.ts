import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { errorMessage } from "./error-class.ts";
import type { HookRegistry } from "./hook-registry.ts";
import { hookNamed } from "./hooks.ts";
import type { JsonObject } from "./json.ts";
import type { ModuleLocation } from "./module-location.ts";
import type { Plugin, PluginDefinition, PluginEnvironment } from "./plugin.ts";
import { handlerOf, type PluginInstance } from "./plugin-registry.ts";

/** A kind of plugin that entries may be made of, from wherever it came. */
export interface PluginKind {
  /** `any`: the hooks are only known once an instance is there. */
  readonly hooks: readonly string[] | "any";
  readonly config: z.ZodType;
  readonly isolation: PluginInstance["isolation"];
  create(config: unknown, environment: PluginEnvironment): Plugin | Promise<Plugin>;
}

export type ModuleKind =
  | { readonly ok: true; readonly kind: PluginKind }
  | { readonly ok: false; readonly message: string };

export function kindOf(
  definition: PluginDefinition,
  isolation: PluginInstance["isolation"] = "frozen",
): PluginKind {
  const { hooks, config } = definition;
  return {
    hooks: hooks.map(hookNamed),
    config,
    isolation,
    create: (value, environment) => definition.create(value, environment),
  };
}

/** Imports a plugin's module and reads the export: a definition, a class, or a function that makes a plugin. */
export async function importKind(
  location: ModuleLocation & { ok: true },
  hooks: HookRegistry,
): Promise<ModuleKind> {
  const { file, exported } = location;
  let module: Record<string, unknown>;
  try {
    module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    return { ok: false, message: `${file} cannot be imported: ${errorMessage(error)}` };
  }
  if (!Object.hasOwn(module, exported)) return { ok: false, message: `${file} has no export "${exported}"` };
  const value = module[exported];
  if (isDefinition(value)) {
    const isolation = value.readOnly === true && !isCommonJs(file) ? "frozen" : "copied";
    return { ok: true, kind: kindOf(value, isolation) };
  }
  if (typeof value === "function") return { ok: true, kind: functionKind(value as Factory, hooks) };
  return {
    ok: false,
    message: `export "${exported}" of ${file} is neither a plugin definition nor a class nor a function`,
  };
}

/** Sloppy code, where a write to frozen data is lost silently, lives in CommonJS only; ES modules are strict throughout. */
function isCommonJs(file: string): boolean {
  return Object.hasOwn(createRequire(import.meta.url).cache, file);
}

function isDefinition(value: unknown): value is PluginDefinition {
  if (typeof value !== "object" || value === null) return false;
  const { hooks, config, create } = value as Partial<PluginDefinition>;
  return Array.isArray(hooks) && typeof config?.safeParse === "function" && typeof create === "function";
}

type Constructor = new (config: JsonObject, environment: PluginEnvironment) => Plugin;
type Factory =
  | ((config: JsonObject, environment: PluginEnvironment) => Plugin | Promise<Plugin>)
  | Constructor;

/** Nothing tells what config such a plugin takes: it gets the entry's as it is. */
function functionKind(make: Factory, hooks: HookRegistry): PluginKind {
  return {
    hooks: "any",
    config: z.unknown(),
    isolation: "copied",
    create(config, environment) {
      const own = structuredClone(config) as JsonObject;
      return isClass(make, hooks)
        ? new make(own, environment)
        : (make as Exclude<Factory, Constructor>)(own, environment);
    },
  };
}

function isClass(make: Factory, hooks: HookRegistry): make is Constructor {
  if (/^class\b/.test(Function.prototype.toString.call(make))) return true;
  const prototype: unknown = make.prototype;
  if (typeof prototype !== "object" || prototype === null) return false;
  return hooks.names().some((hook) => handlerOf(prototype as Plugin, hook) !== undefined);
}
