import { hasFoldedMember } from "../../mcp/folded-keys.ts";
import { type JsonDocument, none } from "../../mcp/json/document.ts";
import { readJson } from "../../mcp/json/reader.ts";
import { readMessage } from "../../mcp/message.ts";
import type { AdapterSettings } from "../../settings/adapter.ts";
import { problemDecision } from "../decision.ts";
import type { ExchangeState } from "../exchange-state.ts";
import { jsonLimits, messageStrictness } from "../strictness.ts";
import { tell } from "../tell.ts";
import type { BodyVerdict, HttpDenial } from "../verdict.ts";
import { denialHeaders, type Refusal, refusalBody, refuseRequest } from "./denials.ts";

/**
 * What can be said beyond doubt of a message that is refused: whether it asks for something or answers, and its id as
 * it stands in the source. A call without an id may be a notification.
 */
export interface RefusedMessage {
  readonly kind: "call" | "answer" | "unknown";
  readonly id: string | undefined;
  readonly method?: string;
}

const unknown: RefusedMessage = { kind: "unknown", id: undefined };

/** What a text is that the strict reader or a limit refuses: read once more without its checks. */
export function refusedMessage(settings: AdapterSettings, text: Uint8Array): RefusedMessage {
  const limits = { ...jsonLimits(settings, text.length), maxDepth: text.length, maxNodes: text.length };
  const reading = readJson(text, limits, lenient);
  return reading.ok ? refusedDocument(settings, reading.document) : unknown;
}

/** The same of a text that was read. */
export function refusedDocument(settings: AdapterSettings, document: JsonDocument): RefusedMessage {
  const { root } = document;
  if (document.kind(root) !== "object" || hasFoldedMember(document, root)) return unknown;
  const asks = document.member(root, "method") !== none;
  if (asks === answerKeys.some((key) => document.member(root, key) !== none)) return unknown;
  const kind = asks ? "call" : "answer";
  const read = readMessage(document, root, messageStrictness(settings));
  if (!read.ok) {
    const { code, id } = read.problem;
    return { kind: kind === "answer" && noEnvelope.has(code) ? "unknown" : kind, id };
  }
  const { message } = read;
  if (message.kind === "notification") return { kind, id: undefined, method: message.method };
  return { kind, id: message.id === none ? undefined : document.source(message.id) };
}

const answerKeys = ["result", "error"];

/** What is not even the envelope of an answer is not passed on as one. */
const noEnvelope: ReadonlySet<string> = new Set(["bad_version", "unknown_member", "hybrid", "no_message"]);
const lenient = { byteOrderMark: false, duplicateKeys: false, loneSurrogates: false, numberRange: false };

/**
 * Refuses a client's message without having asked a plugin. A request is answered under its id; an answer to a server's
 * request goes on as an error, since the server's tool waits for one; a notification that is only too large is dropped
 * as a denied one is.
 * @param cause `limit`: what is beyond a limit may be right in itself, and its sender is not to lose the session by it
 */
export function refuseMessage(
  state: ExchangeState,
  refusal: Refusal,
  { kind, id, method }: RefusedMessage,
  cause: "limit" | "malformed",
): BodyVerdict {
  const { settings } = state.parts;
  const decision = problemDecision(refusal.code);
  tell(state, decision, undefined, id);
  if (kind === "answer" && id !== undefined)
    return { kind: "replace", body: refusalBody(refusal, id), decision };
  if (cause === "limit" && kind === "call") {
    if (id !== undefined) {
      const denial = refuseRequest({ ...refusal, httpStatus: 200 }, id, settings);
      return { kind: "deny", denial, decision };
    }
    if (method !== undefined && method !== opening)
      return { kind: "deny", denial: dropped(refusal, settings), decision };
  }
  return { kind: "deny", denial: refuseRequest(refusal, id, settings), decision };
}

/** Ends the handshake: a server that never gets it refuses everything that follows. */
export const opening = "notifications/initialized";

/** The answer to a notification that does not go on: no client takes note of any other. */
export function dropped(
  refusal: Refusal,
  settings: AdapterSettings,
  gathered: Iterable<readonly [name: string, value: string]> = [],
): HttpDenial {
  const headers = denialHeaders(settings, refusal, gathered).filter(([name]) => name !== "content-type");
  return { status: 202, headers, body: new Uint8Array(0), details: `plugins_adapter:${refusal.code}` };
}
