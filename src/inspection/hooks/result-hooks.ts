import type { HookOutcome, JsonValue } from "../../framework/index.ts";
import type { HookName, HookPayloads } from "../../framework/payloads.ts";
import { methodEntry, type ResultHook, resultHooks } from "../../mcp/methods.ts";
import type { Part } from "../../mcp/parts.ts";
import { isObject } from "../../mcp/twin/same-json.ts";
import { type Answerable, type Call, type ExchangeState, isHttpError } from "../exchange-state.ts";
import { type Steps, waitFor } from "../steps.ts";
import { takingTurns } from "../turns.ts";
import { mergeOutcomes } from "./outcomes.ts";
import { type Step, tooLate } from "./parts.ts";
import { runHook } from "./run-hook.ts";

/** The request that an answer, or a result within one, is to: as much of it as is known. */
export type AnsweredCall = Pick<Call, "method"> & Partial<Call>;

/**
 * Runs a hook of ContextForge's on a result or an error object; undefined for a part that goes to another hook.
 * @param sizeHint length of the message's source text in bytes
 */
export function* runResultHook(
  state: ExchangeState,
  { hook }: Part,
  value: JsonValue,
  call: AnsweredCall | undefined,
  sizeHint: number,
): Steps<Step | undefined> {
  const own = resultHooks.find((name) => name === hook);
  return own === undefined ? undefined : yield* judge({ state, call, sizeHint }, own, value);
}

interface Judged {
  readonly state: ExchangeState;
  readonly call: AnsweredCall | undefined;
  readonly sizeHint: number;
}

function* judge(judged: Judged, hook: ResultHook, value: JsonValue): Steps<Step> {
  const { call } = judged;
  const subject = call && methodEntry(call.method)?.resultHook === hook ? call.subject : undefined;
  switch (hook) {
    case "tool_post_invoke": {
      const payload = { name: subject ?? "", result: value };
      const keepable = isHttpError(judged.state) ? undefined : call?.keepable;
      const outcome = yield* invoke(judged, hook, payload, subject, keepable);
      return { outcome, value: outcome.modified ? outcome.payload.result : value };
    }
    case "prompt_post_fetch": {
      const name = subject ?? "";
      const outcome = yield* invoke(judged, hook, { prompt_id: name, name, result: value }, subject);
      return { outcome, value: outcome.modified ? outcome.payload.result : value };
    }
    case "resource_post_fetch":
      return yield* runResourceHook(judged, subject, value);
  }
}

/** Once per entry of `contents[]`, then once for whatever stands beside them, so that no part goes unseen. */
function* runResourceHook(judged: Judged, subject: string | undefined, value: JsonValue): Steps<Step> {
  const { state, call } = judged;
  const metadata = call?.metadata;
  const see = (content: JsonValue, uri: string | undefined) => {
    const payload = { uri: uri ?? subject ?? "", content, ...(metadata && { metadata }) };
    // A server that gives an entry another URI than was asked for must not choose by it which plugins see the entry.
    const known = uri === undefined || uri === subject ? subject : undefined;
    return invoke(judged, "resource_post_fetch", payload, known);
  };
  if (!isObject(value) || !Array.isArray(value["contents"])) {
    const outcome = yield* see(value, undefined);
    return { outcome, value: outcome.modified ? outcome.payload.content : value };
  }
  const outcomes: HookOutcome<unknown>[] = [];
  const contents: JsonValue[] = [];
  const turn = takingTurns(state.end);
  for (const entry of value["contents"]) {
    const pause = turn();
    if (pause !== undefined) yield pause;
    if (performance.now() > state.deadline) return { outcome: tooLate(mergeOutcomes(outcomes)), value };
    const uri = isObject(entry) && typeof entry["uri"] === "string" ? entry["uri"] : undefined;
    const outcome = yield* see(entry, uri);
    outcomes.push(outcome);
    if (!outcome.continue_processing) return { outcome: mergeOutcomes(outcomes), value };
    contents.push(outcome.payload.content);
  }
  const { contents: _, ...rest } = value;
  if (Object.keys(rest).length === 0 && outcomes.length > 0) {
    const outcome = mergeOutcomes(outcomes);
    return { outcome, value: outcome.modified ? { contents } : value };
  }
  const outcome = yield* see(rest, undefined);
  outcomes.push(outcome);
  const beside = isObject(outcome.payload.content) ? outcome.payload.content : rest;
  const whole = mergeOutcomes(outcomes);
  return { outcome: whole, value: whole.modified ? { ...beside, contents } : value };
}

function* invoke<H extends HookName>(
  { state, sizeHint }: Judged,
  hook: H,
  payload: HookPayloads[H],
  subject: string | undefined,
  answerable?: Answerable,
): Steps<HookOutcome<HookPayloads[H]>> {
  const subjectUnknown = subject === undefined;
  return yield* waitFor(runHook(state, { hook, payload, sizeHint, subjectUnknown, answerable }));
}
