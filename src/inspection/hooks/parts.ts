import type {
  HookOutcome,
  JsonObject,
  JsonValue,
  MessageHookName,
  MessagePayload,
} from "../../framework/index.ts";
import { type JsonDocument, type JsonNode, none } from "../../mcp/json/document.ts";
import { spliceValue } from "../../mcp/json/splice.ts";
import type { Part } from "../../mcp/parts.ts";
import { isObject, memberOf } from "../../mcp/twin/same-json.ts";
import { carryTwinEdits, twinLeak } from "../../mcp/twin.ts";
import { decisionOf } from "../decision.ts";
import type { ExchangeState } from "../exchange-state.ts";
import { type Steps, waitFor } from "../steps.ts";
import { tell } from "../tell.ts";
import { takingTurns } from "../turns.ts";
import { mergeOutcomes } from "./outcomes.ts";
import { runHook } from "./run-hook.ts";
import { type WrittenEdit, writtenEdit } from "./written-edit.ts";

/** What one hook run came to: the part as it left it. */
export interface Step {
  readonly outcome: HookOutcome<unknown>;
  readonly value: JsonValue;
}

/** A message whose parts are to be inspected. */
export interface PartedMessage {
  readonly document: JsonDocument;
  /** The message's own object. */
  readonly node: JsonNode;
  /** The member that the parts stand in, and its value; `none` where the message has no params. */
  readonly member: "params" | "result" | "error";
  readonly root: JsonNode;
  readonly parts: readonly Part[];
  readonly rawId: string | undefined;
  /** Runs the hook of a part that has a payload of its own; undefined for a part that has not. */
  readonly run?: (part: Part, value: JsonValue) => Steps<Step | undefined>;
}

/**
 * Runs the hooks of a message's parts, each on what the one before left, and writes what they changed into the
 * message's text. A part that may be left out is, where it is denied; any other denial is the message's.
 */
export function* runParts(state: ExchangeState, message: PartedMessage): Steps<WrittenEdit> {
  const { document, root, parts } = message;
  const original = root === none ? {} : document.value(root);
  const outcomes: HookOutcome<unknown>[] = [];
  let value = original;
  let removed = false;
  let begun = false;
  const turn = takingTurns(state.end);
  for (const part of parts) {
    const target = targetOf(value, part);
    if (target === undefined) continue;
    const pause = turn();
    if (pause !== undefined) yield pause;
    // Parts that were left out have left no outcome.
    if (begun && performance.now() > state.deadline)
      return { outcome: tooLate(mergeOutcomes(outcomes)), splices: [] };
    begun = true;
    const own = message.run && (yield* message.run(part, target));
    const step = own ?? (yield* runGeneric(state, message, part, target));
    if (!step.outcome.continue_processing && part.removable) {
      const rest = without(value, part.removable);
      if (rest !== undefined) {
        tell(state, decisionOf(step.outcome, part.method), step.outcome, message.rawId);
        value = rest;
        removed = true;
        continue;
      }
    }
    outcomes.push(step.outcome);
    if (!step.outcome.continue_processing) return { outcome: mergeOutcomes(outcomes), splices: [] };
    if (step.value !== target) value = replaced(value, part.path, step.value);
  }
  const outcome = { ...mergeOutcomes(outcomes), ...(removed && { modified: true }) };
  return value === original ? { outcome, splices: [] } : written(message, original, value, outcome);
}

/** Runs a hook that is handed the part as it is. */
function* runGeneric(
  state: ExchangeState,
  { document, node }: PartedMessage,
  { hook, kind, method, from, except = [] }: Part,
  target: JsonValue,
): Steps<Step> {
  if (!isObject(target)) return { outcome: notAnObject(), value: target };
  const member = memberNames[kind];
  const shown = except.length > 0 ? omit(target, except) : target;
  const payload: MessagePayload = { kind, method, from, [member]: shown };
  const sizeHint = document.end(node) - document.start(node);
  const outcome = yield* waitFor(runHook(state, { hook: hook as MessageHookName, payload, sizeHint }));
  const after = outcome.payload[member] ?? shown;
  // What it was not handed is not its own to set: another hook has judged that.
  if (!outcome.modified || after === shown) return { outcome, value: target };
  return { outcome, value: except.length > 0 ? { ...omit(after, except), ...pick(target, except) } : after };
}

const memberNames = { request: "params", notification: "params", result: "result", error: "error" } as const;

function written(
  { document, node, member, root, parts }: PartedMessage,
  original: JsonValue,
  value: JsonValue,
  outcome: HookOutcome<unknown>,
): WrittenEdit {
  let leaks = false;
  const edit = writtenEdit(outcome, (splices) => {
    if (!isObject(value)) throw new TypeError("params, a result or an error is an object");
    let whole: JsonValue = member === "result" ? privately(original, value) : value;
    for (const path of resultPaths(parts)) {
      const before = valueAt(original, path);
      const after = valueAt(whole, path);
      if (before === undefined || after === undefined || before === after) continue;
      const carried = carryTwinEdits(before, after);
      leaks ||= twinLeak(before, carried);
      if (carried !== after) whole = replaced(whole, path, carried);
    }
    if (root !== none) spliceValue(document, root, whole, splices);
    else spliceValue(document, node, { ...(document.value(node) as JsonObject), [member]: whole }, splices);
  });
  return leaks ? { outcome: twinDenial(outcome), splices: [] } : edit;
}

/** Where the message holds results of tools. */
function resultPaths(parts: readonly Part[]): (readonly string[])[] {
  const seen = new Map<string, readonly string[]>();
  for (const { kind, path, from } of parts)
    if (kind === "result" && from === "server") seen.set(path.join("\0"), path);
  return [...seen.values()];
}

function valueAt(value: JsonValue, path: readonly string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(
    (at, key) => (Array.isArray(at) ? at[Number(key)] : memberOf(at, key)),
    value,
  );
}

/** A result that plugins changed is for this caller: what others get may differ (2026-07-28, Caching). */
function privately(original: JsonValue, result: JsonValue): JsonValue {
  if (!isObject(result) || !isObject(original) || original["cacheScope"] === undefined) return result;
  return { ...result, cacheScope: "private" };
}

/** What stands at the part's path now; undefined where an earlier part took it away. */
function targetOf(value: JsonValue, { path, kind }: Part): JsonValue | undefined {
  const target = valueAt(value, path);
  if (target !== undefined) return target;
  // A request without params is shown with none.
  const isCall = kind === "request" || kind === "notification";
  return isCall && isObject(valueAt(value, path.slice(0, -1))) ? {} : undefined;
}

function replaced(value: JsonValue, path: readonly string[], by: JsonValue): JsonValue {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  if (Array.isArray(value)) {
    const index = Number(key);
    return value.with(index, replaced(value[index] ?? {}, rest, by));
  }
  const holder = isObject(value) ? value : {};
  return { ...holder, [key]: replaced(holder[key] ?? {}, rest, by) };
}

/** The value without the entry; undefined where nothing would be left that its receiver can go on with. */
function without(value: JsonValue, path: readonly string[]): JsonValue | undefined {
  const [holderKey, entryKey] = path;
  if (holderKey === undefined || entryKey === undefined || !isObject(value)) return undefined;
  const holder = value[holderKey];
  if (!isObject(holder)) return undefined;
  const rest = omit(holder, [entryKey]);
  // 2026-07-28, multi-round-trip requests: one of inputRequests and requestState has to be there.
  if (Object.keys(rest).length === 0 && value["requestState"] === undefined) return undefined;
  return { ...value, [holderKey]: rest };
}

function omit(value: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

function pick(value: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([key]) => keys.includes(key)));
}

/** A request within a message whose params are no object: receivers differ in what they make of it. */
function notAnObject(): HookOutcome<unknown> {
  const description = "the params of a request within the message are not an object";
  const violation = { reason: "Not acceptable", description, code: "BAD_PARAMS", details: {} };
  return { ...mergeOutcomes([]), continue_processing: false, violation };
}

/** Plugins that answer at once never run out of their own time: all parts together do. */
export function tooLate(outcome: HookOutcome<unknown>): HookOutcome<unknown> {
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
