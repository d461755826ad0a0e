/** The plugin framework's public entry: what plugins and host programs import as `plugins-adapter/framework`. */

export { chainPlugins } from "./chain-plugins.ts";
export { type Clock, systemClock } from "./clock.ts";
export { type ComplianceMapping, complianceMappingSchema } from "./compliance.ts";
export type {
  Condition,
  ConditionReading,
  ErrorPolicy,
  ExecutionOrder,
  PluginEntry,
  PluginMode,
  PluginSettings,
} from "./config/entry.ts";
export type { ConfigCheck } from "./config-check.ts";
export type { GlobalContext, PluginContext } from "./context.ts";
export type { MaybePromise } from "./executor.ts";
export { compileNames } from "./glob.ts";
export { passesIban, passesLuhn } from "./guard/check-digits.ts";
export { compileExemptions, type Exemptions, exemptionsSchema, type IsExempt } from "./guard/exemptions.ts";
export {
  type GuardEnd,
  type GuardLook,
  type GuardScene,
  guardTexts,
  type TextGuard,
} from "./guard/guard-texts.ts";
export { hostName, isUnderDomain } from "./guard/host-name.ts";
export { editJsonText, isJsonDocument, type JsonStringEdit, jsonStrings } from "./guard/json-text.ts";
export { judgeTexts, type TextJudge, type TextOpinion, type TextPlace } from "./guard/judge-texts.ts";
export { type GuardLimits, guardLimitOptions, isTooLong } from "./guard/limits.ts";
export { nameAt } from "./guard/name-at.ts";
export { type PayloadPart, payloadParts, payloadSubject, type TextHook } from "./guard/payload-parts.ts";
export { replaceSpans, type TextSpan } from "./guard/spans.ts";
export { allTextHooks, argumentHooks, contentHooks } from "./guard/text-hooks.ts";
export { percentDecoded, textSpellings } from "./guard/text-spellings.ts";
export { bareUrl, type FoundUrl, hostUrl, otherHosts, urlsIn } from "./guard/urls.ts";
export type { HookDefinition, HookFamily, HookResult } from "./hook-definition.ts";
export { createHookRegistry, type HookRegistry } from "./hook-registry.ts";
export { defineHook, type HookType } from "./hook-type.ts";
export { builtinHooks } from "./hooks.ts";
export * from "./http-payloads.ts";
export type { JsonObject, JsonValue } from "./json.ts";
export { canonicalJson } from "./json-canonical.ts";
export type { LoadProblem, Locate } from "./load-problem.ts";
export { type LoadOptions, type LoadResult, loadPlugins } from "./loader.ts";
export {
  createPluginManager,
  type ManagerStats,
  type PluginManager,
  type PluginManagerOptions,
} from "./manager.ts";
export { defaultManagerSettings, type ManagerSettings } from "./manager-settings.ts";
export { decodeHeaderValue } from "./mcp-header-value.ts";
export type { MessageHookName } from "./message-hooks.ts";
export * from "./message-payload.ts";
export { definitionsOf, type NamedDefinition } from "./named-definitions.ts";
export { parseJson } from "./parse-json.ts";
export {
  acceptedPattern,
  compilePattern,
  type Pattern,
  type PatternMatch,
  type PatternReading,
} from "./pattern.ts";
export * from "./payloads.ts";
export {
  definePlugin,
  type HookHandler,
  type Plugin,
  type PluginDefinition,
  type PluginEnvironment,
  type PluginLog,
} from "./plugin.ts";
export { checkPlugins, type PluginCheck, type PluginCheckOptions } from "./plugin-check.ts";
export { type EntryInput, pluginEntry } from "./plugin-entry.ts";
export type { PluginHostParts } from "./plugin-environment.ts";
export type { PluginHealth } from "./plugin-health.ts";
export type { PluginInfo } from "./plugin-info.ts";
export { type PluginInstance, pluginInstance } from "./plugin-registry.ts";
export type { PluginCounters } from "./plugin-stats.ts";
export { principalOf, tuple } from "./principal.ts";
export { isPublicAddress } from "./public-address.ts";
export {
  type Replacement,
  type ReplacementReading,
  type ReplacementRule,
  type RuleReading,
  readReplacement,
  readReplacementRule,
  replaceMatches,
  replacementRule,
} from "./replacement.ts";
export type {
  Action,
  ExecutionRecord,
  GivenAnswer,
  HookOutcome,
  PluginResult,
  PluginViolation,
  Verdict,
  ViolationInput,
} from "./result.ts";
export type { InvokeOptions } from "./run.ts";
export { type LiteralSet, type Literals, type LiteralVisit, literalSet } from "./scan/literal-set.ts";
export {
  type CalledPlugin,
  type HttpAnswer,
  type HttpRequest,
  type HttpService,
  type PluginCache,
  type PluginServices,
  ServiceError,
  type ServiceErrorCode,
  type StartServices,
} from "./services/services.ts";
export { checkFirst } from "./state/first-texts.ts";
export { checkLast } from "./state/last-texts.ts";
export { type MemoryStateOptions, memoryStates } from "./state/memory-states.ts";
export {
  type Budget,
  type BudgetAlgorithm,
  type BudgetAnswer,
  type BudgetLimit,
  type BudgetReading,
  type BudgetUse,
  checkLimit,
  checkUnits,
  type FirstText,
  type FirstTexts,
  type LastText,
  type LastTexts,
  type OpenedState,
  type OwnRedis,
  type PluginState,
  type PluginStates,
  type StatePlace,
} from "./state/plugin-state.ts";
export {
  eachText,
  mapText,
  type TextEdit,
  type TextKind,
  type TextOptions,
  type TextPath,
  type TextRefusal,
  type TextVisit,
} from "./text.ts";
export { type FoldedText, foldText, originOf } from "./text-fold.ts";
export type { TextShapeName } from "./text-shape.ts";
export type { StopSignal } from "./timeout.ts";
export { decodedUri, uriSpellings } from "./uri.ts";
