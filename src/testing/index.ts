/** The testing kit's public entry: what tests of plugins import as `plugins-adapter/testing`. */

export type { Decision } from "../inspection/verdict.ts";
export type {
  Delivery,
  DrivenExchange,
  DrivenLeg,
  LegAction,
} from "./drive-exchange.ts";
export type { FakeAnswer, FakeRequest, FakeServices } from "./fake-services.ts";
export type { HookRunRecord } from "./hook-recorder.ts";
export { collectLog, deeplyFrozen, type LogLine, newContext, newPlugin } from "./instances.ts";
export type { TestedEntry, TestedPlugin } from "./load-tested.ts";
export {
  type ContractCheck,
  type ContractOptions,
  contractChecks,
  optionsOf,
  type PluginOption,
} from "./plugin-contract.ts";
export {
  type FolderReading,
  type PluginFolder,
  type PluginManifest,
  readPluginFolder,
} from "./plugin-folder.ts";
export type {
  RecordedExchange,
  RecordedHeaders,
  RecordedRequest,
  RecordedResponse,
} from "./recorded-exchange.ts";
export { readRecording } from "./recording.ts";
export { type ExchangePlugin, type RunExchangeOptions, runExchange } from "./run-exchange.ts";
export { type PluginRun, type TestPluginOptions, testPlugin } from "./test-plugin.ts";
export { weirdValues } from "./weird-values.ts";
