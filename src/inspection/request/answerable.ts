import { type HookOutcome, type JsonObject, type JsonValue, tuple } from "../../framework/index.ts";
import { readJson } from "../../mcp/json/reader.ts";
import { encodeJson } from "../../mcp/json/splice.ts";
import { isObject } from "../../mcp/twin/same-json.ts";
import { type Answerable, type ExchangeState, headerValue, headerValues } from "../exchange-state.ts";
import { jsonLimits, jsonStrictness } from "../strictness.ts";

/** What a plugin answered, as a body that clients can read. */
export interface ReadAnswer {
  readonly body: Uint8Array;
}

/**
 * The server whose answer to a tool's call a plugin may give: authority and path of the request, as one adapter may stand
 * before several. Undefined unless the call stands alone in its body, says nothing but the name and the arguments, and its
 * client takes JSON. What carries a task or the answers to a server's questions has to go there.
 */
export function answerableAt(state: ExchangeState, params: JsonObject): string | undefined {
  const { batched, requestHeaders, parts } = state;
  if (batched || parts.settings.compat === "reference") return undefined;
  if (!Object.keys(params).every((key) => plain.has(key)) || !isHarmless(params["_meta"])) return undefined;
  if (!takesJson(headerValues(requestHeaders, "accept"))) return undefined;
  return tuple([headerValue(requestHeaders, ":authority"), headerValue(requestHeaders, ":path")]);
}

const plain: ReadonlySet<string> = new Set(["name", "arguments", "_meta"]);

/** Members of `_meta` that no result depends on; an extension's may say anything. */
const harmless: ReadonlySet<string> = new Set([
  "progressToken",
  "traceparent",
  "tracestate",
  "baggage",
  "io.modelcontextprotocol/protocolVersion",
  "io.modelcontextprotocol/clientInfo",
  "io.modelcontextprotocol/clientCapabilities",
  "io.modelcontextprotocol/logLevel",
]);

function isHarmless(meta: JsonValue | undefined): boolean {
  return meta === undefined || (isObject(meta) && Object.keys(meta).every((key) => harmless.has(key)));
}

/** RFC 9110 §12.5.1; a type with weight 0 is not taken. */
function takesJson(accept: readonly string[]): boolean {
  return accept.join(",").split(",").some(isJsonRange);
}

function isJsonRange(range: string): boolean {
  const [type = "", ...parameters] = range.toLowerCase().split(";");
  if (!jsonRanges.has(type.trim())) return false;
  return !parameters.some((parameter) => /^\s*q\s*=\s*0(\.0*)?\s*$/.test(parameter));
}

const jsonRanges: ReadonlySet<string> = new Set(["application/json", "application/*", "*/*"]);

/** Who may keep the server's answer: those that saw the call as it goes there. @param answerable of the call */
export function keepable(
  answerable: () => string | undefined,
  { executions, modified }: HookOutcome<unknown>,
): Answerable {
  return (plugin, edited) => {
    if (edited) return undefined;
    const edit = executions.findLastIndex((execution) => execution.modified);
    if (modified && edit < 0) return undefined;
    const saw = executions.some(
      ({ plugin: name, hook }, index) => index > edit && name === plugin && hook === "tool_pre_invoke",
    );
    return saw ? answerable() : undefined;
  };
}

/**
 * A plugin's answer under the request's own id. One that no client could be given, by size or depth, does not count: the
 * outcome is then without it.
 */
export function readGivenAnswer(
  state: ExchangeState,
  rawId: string,
  outcome: HookOutcome<unknown>,
): { readonly answer: ReadAnswer | undefined; readonly outcome: HookOutcome<unknown> } {
  const { answer: given, ...rest } = outcome;
  if (given === undefined) return { answer: undefined, outcome };
  const { settings } = state.parts;
  const body = Buffer.from(`{"jsonrpc":"2.0","id":${rawId},"result":${encodeJson(given.result)}}`);
  const limits = jsonLimits(settings, settings.limits.response_body_bytes);
  if (!readJson(body, limits, jsonStrictness(settings)).ok) return { answer: undefined, outcome: rest };
  return { answer: { body }, outcome };
}
