/** Whole configurations, loaded as the adapter loads them, and exchanges through what runs then. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { findingText } from "../../src/commands/findings.ts";
import { readAdapter, startPlugins } from "../../src/commands/load-adapter.ts";
import { type JsonObject, memoryStates, type PluginManager, systemClock } from "../../src/framework/index.ts";
import { memoryState } from "../../src/state/state.ts";
import { type DrivenExchange, driveExchange } from "../../src/testing/drive-exchange.ts";
import { collectLog, type LogLine } from "../../src/testing/instances.ts";
import type { RecordedExchange } from "../../src/testing/recorded-exchange.ts";
import { testFolder } from "../commands/cli.ts";

export interface Configuration {
  readonly manager: PluginManager;
  readonly log: readonly LogLine[];
  readonly warnings: readonly string[];
  readonly notices: readonly string[];
  /** One exchange; later ones find what it left. */
  send(exchange: RecordedExchange): Promise<DrivenExchange>;
}

/** Files with these texts, merged in this order. */
export function filesOf(t: TestContext, ...texts: readonly string[]): string[] {
  const folder = testFolder(t);
  return texts.map((text, index) => {
    const file = join(folder, `${index}.yaml`);
    writeFileSync(file, text);
    return file;
  });
}

/** What keeps the configuration from starting, one line each, without the folder. */
export async function problemsOf(
  files: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const adapter = await readAdapter({ config: files, environment, flags: {} });
  return adapter.ok ? [] : adapter.problems.map((finding) => findingText(finding).replace(/^.*\//, ""));
}

/** Starts the configuration of these files; it ends with the test. */
export async function configuration(
  t: TestContext,
  files: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Configuration> {
  const adapter = await readAdapter({ config: files, environment, flags: {} });
  assert.ok(adapter.ok, JSON.stringify(adapter));
  const log: LogLine[] = [];
  const host = { log: collectLog(log), observe() {}, states: memoryStates() };
  const started = await startPlugins(adapter.config, adapter.enabled, host);
  assert.ok(started.ok, JSON.stringify(started));
  const { settings, enabled } = adapter;
  const { store, correlation } = memoryState(settings.state, systemClock);
  const { manager } = started;
  t.after(async () => {
    await manager.shutdown();
    await store.close();
  });
  return {
    manager,
    log,
    warnings: adapter.warnings.map(({ message }) => message),
    notices: adapter.notices,
    send: async (exchange) => {
      const driven = await driveExchange({ hooks: manager, settings, enabled, correlation }, exchange);
      assert.deepEqual(driven.faults, []);
      return driven;
    },
  };
}

/** A request of a client. `headers` say who sends it, where the configuration reads that from them. */
export function request(
  method: string,
  params: JsonObject,
  headers: Readonly<Record<string, string>> = {},
): NonNullable<RecordedExchange["request"]> {
  return { headers, body: { jsonrpc: "2.0", id: 1, method, params } };
}

export const toolCall = (name: string, args: JsonObject, headers: Readonly<Record<string, string>> = {}) =>
  request("tools/call", { name, arguments: args }, headers);

export const promptGet = (name: string, args: JsonObject, headers: Readonly<Record<string, string>> = {}) =>
  request("prompts/get", { name, arguments: args }, headers);

/** A server's answer to either. */
export function answer(result: JsonObject): NonNullable<RecordedExchange["response"]> {
  return { body: { jsonrpc: "2.0", id: 1, result } };
}

export const textResult = (text: string) => answer({ content: [{ type: "text", text }] });

/** The code of the violation that ended either leg; undefined: none did. */
export function denialOf({ request, response, hooks }: DrivenExchange): string | undefined {
  if (request?.action !== "denied" && response?.action !== "denied") return undefined;
  const [run] = hooks.filter(({ outcome }) => !outcome.continue_processing);
  return run?.outcome.violation?.code ?? "denied";
}

/** Codes of what was said against the exchange and only recorded. */
export function recordedOf({ hooks }: DrivenExchange): string[] {
  return hooks
    .flatMap(({ outcome }) => outcome.executions)
    .flatMap(({ action, violation }) => (action === "recorded" && violation ? [violation.code] : []));
}

/** The arguments as the server gets them. */
export function argumentsOf({ server }: DrivenExchange): unknown {
  return server && (JSON.parse(server.body) as { params: { arguments: unknown } }).params.arguments;
}
