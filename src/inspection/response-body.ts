import type { JsonDocument, JsonNode } from "../mcp/json/document.ts";
import { readJson } from "../mcp/json/reader.ts";
import { applySplices, type Splice } from "../mcp/json/splice.ts";
import {
  inspectErrorBody,
  inspectServerMessage,
  onlyCallId,
  refused,
  type ServerMessageVerdict,
} from "./answer.ts";
import { weightier } from "./decision.ts";
import { denialHeaders, ownRefusal, refusalBody, rpcCodes } from "./denials.ts";
import { type ExchangeState, isHttpError, startBudget } from "./exchange-state.ts";
import { jsonLimits, jsonStrictness } from "./strictness.ts";
import type { BodyVerdict, Decision, HeaderChanges } from "./verdict.ts";

type Denied = Extract<ServerMessageVerdict, { kind: "deny" }>;

/**
 * Inspects a whole JSON response body. A denied one is replaced: status and the upstream's headers stay, as clients
 * need both (a lost session's 404, `Mcp-Session-Id`).
 */
export async function inspectResponseBody(state: ExchangeState, body: Uint8Array): Promise<BodyVerdict> {
  const { settings } = state.parts;
  startBudget(state);
  if (body.length === 0) return { kind: "pass", ...pluginHeaderChanges(state) };
  const reading = readJson(
    body,
    jsonLimits(settings, settings.limits.response_body_bytes),
    jsonStrictness(settings),
  );
  if (!reading.ok) {
    const { code } = reading.problem;
    const refusal = ownRefusal(code, `the server's body is not acceptable JSON: ${code}`, rpcCodes.parse);
    return replaced(state, refused(state, refusal, onlyCallId(state)));
  }
  const { document } = reading;
  if (!state.requestSeen && !looksLikeMessages(document))
    return { kind: "pass", ...pluginHeaderChanges(state) };
  return inspectDocument(state, document, body);
}

async function inspectDocument(
  state: ExchangeState,
  document: JsonDocument,
  body: Uint8Array,
): Promise<BodyVerdict> {
  const isArray = document.kind(document.root) === "array";
  if (isArray && state.requestSeen && !state.batched) {
    const refusal = ownRefusal("batch", "the server answered with a batch", rpcCodes.invalidRequest);
    return replaced(state, refused(state, refusal, onlyCallId(state)));
  }
  const isMessage = isArray || looksLikeMessages(document);
  if (!isMessage && state.calls.length === 0) return { kind: "pass", ...pluginHeaderChanges(state) };
  const isErrorBody = !isMessage && isHttpError(state) && document.kind(document.root) === "object";
  const nodes: JsonNode[] = [];
  if (isArray) document.eachElement(document.root, (element) => nodes.push(element));
  else nodes.push(document.root);
  const splices: Splice[] = [];
  let decision: Decision | undefined;
  for (const node of nodes) {
    const verdict = await (isErrorBody
      ? inspectErrorBody(state, document)
      : inspectServerMessage(state, document, node, state.calls.length > 0));
    if (verdict.kind === "deny") return replaced(state, verdict);
    splices.push(...verdict.splices);
    decision = weightier(decision, verdict.decision);
  }
  const rest = { ...pluginHeaderChanges(state), ...(decision && { decision }) };
  return splices.length === 0
    ? { kind: "pass", ...rest }
    : { kind: "replace", body: applySplices(body, splices), ...rest };
}

/** The denial in the answer's place. A batch's answers are refused together. */
function replaced(state: ExchangeState, { refusal, rawId, isCall, decision }: Denied): BodyVerdict {
  const { settings } = state.parts;
  const single = refusalBody(refusal, onlyCallId(state) ?? (isCall ? undefined : rawId));
  const body = state.batched
    ? Buffer.from(
        `[${state.calls.map((call) => Buffer.from(refusalBody(refusal, call.rawId)).toString()).join(",")}]`,
      )
    : single;
  const headers: HeaderChanges = {
    set: denialHeaders(settings, refusal, state.responseHeaders),
    remove: ["content-encoding"],
  };
  // The reference adapter answers in the server's place, whose status and headers are lost.
  if (settings.compat === "reference") {
    const details = `plugins_adapter:${refusal.code}`;
    return { kind: "deny", denial: { status: 200, headers: headers.set ?? [], body, details }, decision };
  }
  return { kind: "replace", body, headers, decision };
}

/** Headers that plugins set on the response of an allowed exchange. */
export function pluginHeaderChanges(state: ExchangeState): { headers?: HeaderChanges } {
  return state.responseHeaders.size === 0 ? {} : { headers: { set: [...state.responseHeaders] } };
}

/**
 * Whether a JSON text that answers no request we saw could be taken for JSON-RPC by anybody. What is not (an OAuth
 * document, a gateway's own error) is none of our business.
 */
function looksLikeMessages(document: JsonDocument): boolean {
  if (document.kind(document.root) === "object") return looksLikeMessage(document, document.root);
  let found = false;
  document.eachElement(document.root, (element) => {
    found ||= looksLikeMessage(document, element);
  });
  return found;
}

/** No message is without one of them, or an error object. OAuth's `error` is a text. */
const envelope = new Set(["jsonrpc", "result", "method"]);

function looksLikeMessage(document: JsonDocument, node: JsonNode): boolean {
  let found = false;
  document.eachMember(node, (key, _keyNode, value) => {
    const name = foldedKey(key);
    found ||= envelope.has(name) || (name === "error" && document.kind(value) === "object");
  });
  return found;
}

/** As Go's encoding/json matches keys, as far as those above go: case and the long s are folded. */
function foldedKey(key: string): string {
  return key.replaceAll("\u017f", "s").toLowerCase();
}
