import { foldedKey } from "../../mcp/folded-keys.ts";
import type { JsonDocument, JsonNode } from "../../mcp/json/document.ts";
import { readJson } from "../../mcp/json/reader.ts";
import { applySplices, type Splice } from "../../mcp/json/splice.ts";
import { weightier } from "../decision.ts";
import { ownRefusal, rpcCodes } from "../denials/denials.ts";
import { type ExchangeState, isHttpError, startBudget } from "../exchange-state.ts";
import { awaitsMessages } from "../request/request-head.ts";
import type { Steps } from "../steps.ts";
import { jsonLimits, jsonStrictness } from "../strictness.ts";
import { takingTurns } from "../turns.ts";
import type { BodyVerdict, Decision } from "../verdict.ts";
import { onlyCallId, refused } from "./answer.ts";
import { inspectErrorJson } from "./error-body.ts";
import { pluginHeaderChanges, replacedResponse } from "./replaced-response.ts";
import { inspectServerMessage } from "./server-message.ts";

/**
 * Inspects a whole JSON response body. A denied one is replaced: status and the upstream's headers stay, as clients
 * need both (a lost session's 404, `Mcp-Session-Id`).
 */
export function* inspectResponseBody(state: ExchangeState, body: Uint8Array): Steps<BodyVerdict> {
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
    return replacedResponse(state, refused(state, refusal, onlyCallId(state)));
  }
  const { document } = reading;
  const isMessage = looksLikeMessages(document);
  if (!isMessage && isHttpError(state) && awaitsMessages(state))
    return yield* inspectErrorJson(state, document, body);
  if (!isMessage && !state.requestSeen) return { kind: "pass", ...pluginHeaderChanges(state) };
  return yield* inspectDocument(state, document, body);
}

function* inspectDocument(
  state: ExchangeState,
  document: JsonDocument,
  body: Uint8Array,
): Steps<BodyVerdict> {
  const isArray = document.kind(document.root) === "array";
  if (isArray && state.requestSeen && !state.batched) {
    const refusal = ownRefusal("batch", "the server answered with a batch", rpcCodes.invalidRequest);
    return replacedResponse(state, refused(state, refusal, onlyCallId(state)));
  }
  const isMessage = isArray || looksLikeMessages(document);
  if (!isMessage && state.calls.size === 0) return { kind: "pass", ...pluginHeaderChanges(state) };
  const nodes: JsonNode[] = [];
  if (isArray) document.eachElement(document.root, (element) => nodes.push(element));
  else nodes.push(document.root);
  const splices: Splice[] = [];
  let decision: Decision | undefined;
  const turn = takingTurns(state.end);
  for (const node of nodes) {
    const verdict = yield* inspectServerMessage(state, document, node, state.calls.size > 0);
    if (verdict.kind === "deny") return replacedResponse(state, verdict);
    const pause = turn();
    if (pause !== undefined) yield pause;
    for (const splice of verdict.splices) splices.push(splice);
    decision = weightier(decision, verdict.decision);
  }
  const rest = { ...pluginHeaderChanges(state), ...(decision && { decision }) };
  return splices.length === 0
    ? { kind: "pass", ...rest }
    : { kind: "replace", body: applySplices(body, splices), ...rest };
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
