import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import type { Clock } from "./clock.ts";
import { errorMessage } from "./error-class.ts";
import type { HookRegistry } from "./hook-registry.ts";
import { hookNamed } from "./hooks.ts";
import type { JsonObject } from "./json.ts";
import type { ModuleLocation } from "./module-location.ts";
import type { Plugin, PluginDefinition, PluginEnvironment } from "./plugin.ts";
import type { PluginManifest } from "./plugin-manifest.ts";
import { handlerOf, type PluginInstance } from "./plugin-registry.ts";
import { answerOf } from "./timeout.ts";

/** A kind of plugin that entries may be made of, from wherever it came. */
export interface PluginKind {
  /** `any`: the hooks are only known once an instance is there. */
  readonly hooks: readonly string[] | "any";
  readonly config: z.ZodType;
  readonly isolation: PluginInstance["isolation"];
  /** True: an instance that lacks one of `hooks` is a problem. Otherwise an instance may leave hooks out. */
  readonly promised?: boolean;
  /** True: `create` ends within limits of its own. */
  readonly boundsItself?: boolean;
  create(config: unknown, environment: PluginEnvironment): Plugin | Promise<Plugin>;
}

/** What an entry's `kind` names, imported; nothing of it was called. */
export interface ImportedModule {
  readonly file: string;
  readonly exported: string;
  readonly value: PluginDefinition | Factory;
  /** What the module exports as `hookTypes`, unchecked. */
  readonly hookTypes: unknown;
}

export type ModuleImport =
  | { readonly ok: true; readonly module: ImportedModule }
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

/** Imports a plugin's module and looks at the export: a definition, a class, or a function that makes a plugin. */
export async function importModule(
  location: ModuleLocation & { ok: true },
  limit: { readonly ms: number; readonly clock: Clock },
): Promise<ModuleImport> {
  const { file, exported } = location;
  let module: Record<string, unknown>;
  try {
    // A top-level await that never ends would keep the start, or a reload, waiting without a word.
    module = await answerOf<Record<string, unknown>>(import(pathToFileURL(file).href), limit.ms, limit.clock);
  } catch (error) {
    const isOld =
      (error as NodeJS.ErrnoException).code === "ERR_UNKNOWN_FILE_EXTENSION" && file.endsWith(".ts");
    const why = isOld
      ? `Node 22.18 and newer run TypeScript, this is ${process.version}`
      : errorMessage(error);
    const isApart = /Cannot find package 'plugins-adapter'/.test(why);
    const hint = isApart ? "; `plugins-adapter plugins new` makes a folder from where it is found" : "";
    return { ok: false, message: `${file} cannot be imported: ${why}${hint}` };
  }
  if (!Object.hasOwn(module, exported)) return { ok: false, message: `${file} has no export "${exported}"` };
  const value = module[exported];
  if (isDefinition(value) || typeof value === "function") {
    const { hookTypes } = module;
    return { ok: true, module: { file, exported, value: value as PluginDefinition | Factory, hookTypes } };
  }
  return {
    ok: false,
    message: `export "${exported}" of ${file} is neither a plugin definition (hooks, config, create) nor a class nor a function`,
  };
}

/**
 * The kind that a module's export is.
 * @param manifest that of the plugin's folder: it says which hooks and what config a class or a function has
 */
export function moduleKind(
  { file, value }: ImportedModule,
  hooks: HookRegistry,
  manifest: Pick<PluginManifest, "available_hooks" | "schema"> | undefined,
): PluginKind {
  const available = manifest?.available_hooks?.map(hookNamed);
  if (!isDefinition(value)) {
    const { hooks: known, ...kind } = functionKind(value, hooks);
    return {
      ...kind,
      hooks: available ?? known,
      config: manifest?.schema ?? kind.config,
      promised: available !== undefined,
    };
  }
  const isolation = value.readOnly === true && !isCommonJs(file) ? "frozen" : "copied";
  const kind = kindOf(value, isolation);
  return available === undefined
    ? kind
    : { ...kind, hooks: value.hooks.map(hookNamed).filter((hook) => available.includes(hook)) };
}

/** Sloppy code, where a write to frozen data is lost silently, lives in CommonJS only; ES modules are strict throughout. */
function isCommonJs(file: string): boolean {
  return Object.hasOwn(createRequire(import.meta.url).cache, file);
}

/** Whether it is what `definePlugin` returns; whether its parts are right, its uses find out. */
export function isDefinition(value: unknown): value is PluginDefinition {
  if (typeof value !== "object" || value === null) return false;
  const { hooks, config, create } = value as Partial<PluginDefinition>;
  return Array.isArray(hooks) && typeof config?.safeParse === "function" && typeof create === "function";
}

type Constructor = new (config: JsonObject, environment: PluginEnvironment) => Plugin;
export type Factory =
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
