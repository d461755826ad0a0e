/** The plugin framework's public entry: what plugins and host programs import as `plugins-adapter/framework`. */
export type { GlobalContext, PluginContext } from "./context.ts";
export { builtinHooks, type HookDefinition, type HookFamily } from "./hooks.ts";
export type { JsonObject, JsonValue } from "./json.ts";
export * from "./payloads.ts";
export {
  definePlugin,
  type HookHandler,
  type Plugin,
  type PluginDefinition,
  type PluginEnvironment,
  type PluginLog,
} from "./plugin.ts";
export type { Action, ExecutionRecord, HookOutcome, PluginResult, PluginViolation, Verdict, ViolationInput } from "./result.ts";
export type { TextEdit, TextPath } from "./text.ts";
