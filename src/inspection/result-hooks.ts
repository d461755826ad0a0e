import type { HookOutcome, JsonValue } from "../framework/index.ts";
import type { HookName, HookPayloads } from "../framework/payloads.ts";
import type { JsonDocument, JsonNode } from "../mcp/json/document.ts";
import { spliceValue } from "../mcp/json/splice.ts";
import { methodEntry, type ResultHook, resultHooks, resultShapes } from "../mcp/methods.ts";
import { isObject } from "../mcp/twin/same-json.ts";
import { carryTwinEdits, twinLeak } from "../mcp/twin.ts";
import type { Call, ExchangeState } from "./exchange-state.ts";
import { mergeOutcomes } from "./outcomes.ts";
import { runHook } from "./run-hook.ts";
import { takingTurns } from "./turns.ts";
import { type WrittenEdit, writtenEdit } from "./written-edit.ts";

/** The result or error object of an answer, and the request it answers if that is known. */
export interface Answer {
  readonly document: JsonDocument;
  readonly kind: "result" | "error";
  readonly node: JsonNode;
  readonly call: Call | undefined;
}

/**
 * The hooks that some plugin runs on for an answer: the result hook of the method that is answered; where the method
 * is unknown or has none, every hook whose result has this shape. An answer that can't be placed gets the strictest
 * reading: a result runs the tool hook whatever its shape, an error every hook there is.
 */
export function answerHooks(state: ExchangeState, answer: Answer): readonly ResultHook[] {
  return hooksOf(answer).filter((hook) => state.parts.hooks.wants(hook));
}

/** Runs these hooks on an answer, each on what the one before left. */
export async function runAnswerHooks(
  state: ExchangeState,
  answer: Answer,
  hooks: readonly ResultHook[],
): Promise<WrittenEdit> {
  const { document, node } = answer;
  const original = document.value(node);
  let value = original;
  const outcomes: HookOutcome<unknown>[] = [];
  for (const hook of hooks) {
    const [outcome, next] = await judge(state, answer, hook, value);
    outcomes.push(outcome);
    if (!outcome.continue_processing) return { outcome: mergeOutcomes(outcomes), splices: [] };
    value = next;
  }
  const outcome = mergeOutcomes(outcomes);
  if (!outcome.modified) return { outcome, splices: [] };
  let leaks = false;
  const written = writtenEdit(outcome, (splices) => {
    if (!isObject(value)) throw new TypeError("a result or error is an object");
    const edited = answer.kind === "result" ? carryTwinEdits(original, value) : value;
    leaks = answer.kind === "result" && twinLeak(original, edited);
    spliceValue(document, node, edited, splices);
  });
  return leaks ? { outcome: twinDenial(outcome), splices: [] } : written;
}

function hooksOf(answer: Answer): readonly ResultHook[] {
  const own = answer.call && methodEntry(answer.call.method)?.resultHook;
  if (own) return [own];
  if (answer.kind === "error") return answer.call ? [] : resultHooks;
  const shapes = resultShapes(answer.document, answer.node);
  // Clients that wait for a tool's result take any object for one: what it lacks they fill in.
  return mayBeToolResult(answer) ? [...new Set<ResultHook>(["tool_post_invoke", ...shapes])] : shapes;
}

/** The request is not known, or fetches what another one started: `tasks/get` and `tasks/result`. */
function mayBeToolResult({ call }: Answer): boolean {
  return call === undefined || call.method === "tasks/get" || call.method === "tasks/result";
}

async function judge(
  state: ExchangeState,
  answer: Answer,
  hook: ResultHook,
  value: JsonValue,
): Promise<[HookOutcome<unknown>, JsonValue]> {
  const subject =
    answer.call && methodEntry(answer.call.method)?.resultHook === hook ? answer.call.subject : undefined;
  switch (hook) {
    case "tool_post_invoke": {
      const outcome = await invoke(state, answer, hook, { name: subject ?? "", result: value }, subject);
      return [outcome, outcome.payload.result];
    }
    case "prompt_post_fetch": {
      const name = subject ?? "";
      const outcome = await invoke(state, answer, hook, { prompt_id: name, name, result: value }, subject);
      return [outcome, outcome.payload.result];
    }
    case "resource_post_fetch":
      return runResourceHook(state, answer, subject, value);
  }
}

/** Once per entry of `contents[]`, then once for whatever stands beside them, so that no part goes unseen. */
async function runResourceHook(
  state: ExchangeState,
  answer: Answer,
  subject: string | undefined,
  value: JsonValue,
): Promise<[HookOutcome<unknown>, JsonValue]> {
  const metadata = answer.call?.metadata;
  const see = (content: JsonValue, uri: string | undefined) => {
    const payload = { uri: uri ?? subject ?? "", content, ...(metadata && { metadata }) };
    // A server that gives an entry another URI than was asked for must not choose by it which plugins see the entry.
    const known = uri === undefined || uri === subject ? subject : undefined;
    return invoke(state, answer, "resource_post_fetch", payload, known);
  };
  if (!isObject(value) || !Array.isArray(value["contents"])) {
    const outcome = await see(value, undefined);
    return [outcome, outcome.payload.content];
  }
  const outcomes: HookOutcome<unknown>[] = [];
  const contents: JsonValue[] = [];
  const turn = takingTurns(state.abort.signal);
  for (const entry of value["contents"]) {
    const pause = turn();
    if (pause !== undefined) await pause;
    if (performance.now() > state.deadline) return [tooLate(mergeOutcomes(outcomes)), value];
    const uri = isObject(entry) && typeof entry["uri"] === "string" ? entry["uri"] : undefined;
    const outcome = await see(entry, uri);
    outcomes.push(outcome);
    if (!outcome.continue_processing) return [mergeOutcomes(outcomes), value];
    contents.push(outcome.payload.content);
  }
  const { contents: _, ...rest } = value;
  if (Object.keys(rest).length === 0 && outcomes.length > 0) return [mergeOutcomes(outcomes), { contents }];
  const outcome = await see(rest, undefined);
  outcomes.push(outcome);
  const beside = isObject(outcome.payload.content) ? outcome.payload.content : rest;
  return [mergeOutcomes(outcomes), { ...beside, contents }];
}

async function invoke<H extends HookName>(
  state: ExchangeState,
  answer: Answer,
  hook: H,
  payload: HookPayloads[H],
  subject: string | undefined,
): Promise<HookOutcome<HookPayloads[H]>> {
  const { document, node } = answer;
  const sizeHint = document.end(node) - document.start(node);
  return runHook(state, { hook, payload, sizeHint, subjectUnknown: subject === undefined });
}

/** Plugins that answer at once never run out of their own time: all entries together do. */
function tooLate(outcome: HookOutcome<unknown>): HookOutcome<unknown> {
  const description = "the plugins of the message took longer than their time together";
  const violation = { reason: "Plugin timeout", description, code: "PLUGIN_TIMEOUT", details: {} };
  return { ...outcome, continue_processing: false, violation };
}

/** structuredContent and its text twin say the same; an edit that reached only one of them would leak the other. */
function twinDenial(outcome: HookOutcome<unknown>): HookOutcome<unknown> {
  const description = "an edited value still stands in the other form of the result";
  const violation = { reason: "Edit incomplete", description, code: "TWIN_NOT_EDITED", details: {} };
  return { ...outcome, continue_processing: false, violation };
}
