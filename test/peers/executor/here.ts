import {
  builtinHooks,
  createPluginManager,
  type ExecutionRecord,
  type GlobalContext,
  type HookName,
  type HookOutcome,
  pluginInstance,
} from "../../../src/framework/index.ts";
import type { JsonValue } from "../../../src/framework/json.ts";
import { configOf, loadText } from "../../framework/config/load-text.ts";
import type { Case, Outcome } from "./case.ts";
import { type Speed, scriptedPlugin } from "./script.ts";
import { callsOf, timeoutOf } from "./whole-case.ts";

/** Runs one case here, its entries read from a configuration file. Isolation is that of a user's own module. */
export async function runHere(one: Case, speed: Speed): Promise<Outcome[]> {
  const calls = callsOf(one);
  const named = one.plugins.flatMap((plugin) => plugin.hooks ?? []);
  const hooks = [...new Set([...calls.map(({ hook }) => hook), ...named])].sort();
  const plugins = one.plugins.map(({ script: _, ...entry }) => ({ kind: "scripted", ...entry }));
  const { plugins: entries } = configOf(await loadText(JSON.stringify({ plugins })));
  const ran: JsonValue[] = [];
  const records: ExecutionRecord[] = [];
  const instances = entries
    .filter(({ mode }) => mode !== "disabled")
    .map((entry) => {
      const scripted = one.plugins.find(({ name }) => name === entry.name);
      const plugin = scriptedPlugin(entry.name, scripted?.script ?? [], hooks, speed, ran);
      return pluginInstance(entry, plugin, entry.hooks.length > 0 ? entry.hooks : hooks, "copied");
    });
  const manager = createPluginManager({
    instances,
    settings: { execution_order: "cpex", plugin_timeout: timeoutOf(one) / 1000 },
    observe: (record) => records.push(record),
  });
  const outcomes: Outcome[] = [];
  for (const { hook, payload, context } of calls) {
    ran.length = 0;
    records.length = 0;
    const shared = {
      request_id: "r1",
      state: {},
      metadata: {},
      ...structuredClone(context),
    } as GlobalContext;
    const made = await manager.invokeHook(hook, structuredClone(payload) as object, shared);
    while (manager.stats().background_in_flight > 0) await new Promise(setImmediate);
    outcomes.push(outcomeOf([...ran], { ...made, payload: answerOf(hook, made) }, shared, [...records]));
  }
  await manager.shutdown();
  return outcomes;
}

/** Where plugins answer with something else than the payload, what they have answered. */
function answerOf(hook: string, { modified, payload }: HookOutcome<object>): object {
  const field = Object.hasOwn(builtinHooks, hook) ? builtinHooks[hook as HookName].result?.field : undefined;
  return modified && field !== undefined ? (payload as Record<string, object>)[field]! : payload;
}

function outcomeOf(
  ran: JsonValue[],
  made: HookOutcome<object>,
  shared: GlobalContext,
  records: readonly ExecutionRecord[],
): Outcome {
  return plain({
    ran,
    passes: made.continue_processing,
    payload: made.payload,
    modified: made.modified,
    violation: made.violation ?? null,
    metadata: made.metadata,
    http_headers: made.http_headers,
    retry_delay_ms: made.retry_delay_ms,
    global_state: shared.state,
    global_metadata: shared.metadata,
    records: records.map(({ plugin, mode, verdict, action, modified }) => ({
      plugin,
      mode: cpexModes[mode] ?? mode,
      status: verdict === "allow" || verdict === "deny" ? "completed" : verdict,
      allowed: action !== "denied",
      modified,
    })),
  }) as unknown as Outcome;
}

const cpexModes: Readonly<Record<string, string>> = {
  enforce: "sequential",
  enforce_ignore_error: "sequential",
  permissive: "transform",
};

function plain(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}
