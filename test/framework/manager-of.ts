import { z } from "zod";
import type { Clock } from "../../src/framework/clock.ts";
import type { PluginContext } from "../../src/framework/context.ts";
import {
  createHookRegistry,
  createPluginManager,
  type EntryInput,
  type GlobalContext,
  type HookDefinition,
  type ManagerSettings,
  type Plugin,
  type PluginLog,
  type PluginManager,
  type PluginManagerOptions,
  pluginEntry,
  pluginInstance,
  type ToolPreInvokePayload,
} from "../../src/framework/index.ts";
import { handlerOf } from "../../src/framework/plugin-registry.ts";
import { silentLog } from "../../src/framework/silent-log.ts";

/** A plugin of a test: entry fields, and either a handler of `tool_pre_invoke` or a whole plugin. */
export type TestPlugin = Partial<EntryInput> & {
  readonly run?: (payload: ToolPreInvokePayload, context: PluginContext) => unknown;
  readonly plugin?: object;
  readonly isolation?: "frozen" | "copied";
};

export interface TestOptions {
  readonly settings?: Partial<ManagerSettings>;
  readonly clock?: Clock;
  readonly hooks?: readonly HookDefinition[];
  readonly log?: PluginLog;
  readonly observe?: NonNullable<PluginManagerOptions["observe"]>;
}

/** A manager of plugins that were made without configuration file or loader. Names default to a, b, c … */
export function managerOf(plugins: readonly TestPlugin[], options: TestOptions = {}): PluginManager {
  const { hooks: own, ...rest } = options;
  const hooks = createHookRegistry(own);
  const instances = plugins.map(({ run, plugin, isolation, ...entry }, index) => {
    const made = (plugin ?? { tool_pre_invoke: run }) as Plugin;
    const implemented = hooks.names().filter((hook) => handlerOf(made, hook) !== undefined);
    const name = String.fromCharCode(97 + index);
    const whole = pluginEntry({ name, kind: "test", ...entry });
    return pluginInstance(whole, made, whole.hooks.length > 0 ? whole.hooks : implemented, isolation);
  });
  return createPluginManager({ instances, hooks, ...rest });
}

export function contextOf(fields: Partial<GlobalContext> = {}): GlobalContext {
  return { request_id: "r1", state: {}, metadata: {}, ...fields };
}

export function toolCall(args: ToolPreInvokePayload["args"] = { a: "1" }, name = "t"): ToolPreInvokePayload {
  return { name, args };
}

/** Sets one argument. */
export function setting(key: string, value: string): (payload: ToolPreInvokePayload) => object {
  return (payload) => ({ modified_payload: { ...payload, args: { ...payload.args, [key]: value } } });
}

export const deny = { continue_processing: false, violation: { reason: "r", description: "d", code: "NO" } };

/** A log that keeps what it is told. */
export function keepingLog(): PluginLog & {
  readonly lines: { level: string; fields: object; message: string }[];
} {
  const lines: { level: string; fields: object; message: string }[] = [];
  const keep = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  return {
    ...silentLog,
    lines,
    debug: keep("debug"),
    info: keep("info"),
    warn: keep("warn"),
    error: keep("error"),
  };
}

/** A hook of a host program. */
export const greetingHook: HookDefinition = {
  name: "greeting",
  family: "other",
  payload: z.object({ text: z.string(), to: z.string() }),
  writable: ["text"],
};

/** A promise that is settled from outside. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

export function deferred<T>(): Deferred<T> {
  let resolve: Deferred<T>["resolve"] = () => {};
  let reject: Deferred<T>["reject"] = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
