import type { PluginContext } from "../../../src/framework/context.ts";
import type { Plugin } from "../../../src/framework/index.ts";
import type { JsonObject, JsonValue } from "../../../src/framework/json.ts";
import type { Step } from "./case.ts";

/** `at once`: handlers answer without a promise where their script waits for nothing. */
export type Speed = "at once" | "later";

type Payload = JsonObject & { args?: JsonObject };

/** A plugin that does what its script says (scripted.py on the other side) and tells `ran` what it was shown. */
export function scriptedPlugin(
  name: string,
  script: readonly Step[],
  hooks: readonly string[],
  speed: Speed,
  ran: JsonValue[],
): Plugin {
  const waits = speed === "later" || script.some((step) => "turns" in step || "hang" in step);
  const handler = (hook: string) => (payload: Payload, context: PluginContext) => {
    ran.push(shown(name, hook, payload, context));
    return waits ? playLater(script, payload, context) : play(script, payload, context);
  };
  return Object.fromEntries(hooks.map((hook) => [hook, handler(hook)]));
}

function shown(plugin: string, hook: string, payload: Payload, context: PluginContext): JsonValue {
  const { state, metadata } = context.global_context;
  return structuredClone({
    plugin,
    hook,
    payload,
    state: context.state,
    global_state: state,
    global_metadata: metadata,
  });
}

interface Answer {
  readonly result: Record<string, unknown>;
  edited: JsonObject | undefined;
}

async function playLater(
  script: readonly Step[],
  payload: Payload,
  context: PluginContext,
): Promise<Record<string, unknown>> {
  const answer: Answer = { result: {}, edited: undefined };
  for (const step of script) {
    if ("turns" in step) for (let turn = 0; turn < step.turns; turn++) await new Promise(setImmediate);
    else if ("hang" in step) await new Promise(() => {});
    else take(step, payload, context, answer);
  }
  return resultOf(payload, answer);
}

function play(script: readonly Step[], payload: Payload, context: PluginContext): Record<string, unknown> {
  const answer: Answer = { result: {}, edited: undefined };
  for (const step of script) take(step, payload, context, answer);
  return resultOf(payload, answer);
}

function take(step: Step, payload: Payload, context: PluginContext, answer: Answer): void {
  const { result } = answer;
  const shared = context.global_context;
  if ("fail" in step) throw new RangeError(step.fail);
  if ("edit" in step) answer.edited = { ...answer.edited, ...step.edit };
  if ("set_args" in step) {
    const args = (answer.edited?.["args"] as JsonObject | undefined) ?? payload.args;
    answer.edited = { ...answer.edited, args: { ...args, ...step.set_args } };
  }
  if ("write_args" in step) Object.assign(payload.args as JsonObject, step.write_args);
  if ("answer" in step) result["modified_payload"] = step.answer;
  if ("return_payload" in step) result["modified_payload"] = payload;
  if ("deny" in step) {
    result["continue_processing"] = false;
    if (step.deny !== null) result["violation"] = step.deny;
  }
  if ("violation" in step) {
    result["continue_processing"] = true;
    result["violation"] = step.violation;
  }
  if ("metadata" in step) result["metadata"] = step.metadata;
  if ("retry_delay_ms" in step) result["retry_delay_ms"] = step.retry_delay_ms;
  if ("http_headers" in step) result["http_headers"] = step.http_headers;
  if ("set_state" in step) Object.assign(context.state, step.set_state);
  if ("set_global_state" in step) Object.assign(shared.state, step.set_global_state);
  if ("set_global_metadata" in step) Object.assign(shared.metadata, step.set_global_metadata);
}

function resultOf(payload: Payload, { result, edited }: Answer): Record<string, unknown> {
  return edited === undefined ? result : { ...result, modified_payload: { ...payload, ...edited } };
}
