import { hasFoldedKey } from "./folded-keys.ts";
import { type JsonDocument, type JsonNode, none } from "./json/document.ts";
import { methodEntry } from "./methods.ts";
import { hasControl, paramsAreAcceptable } from "./params.ts";

/** One JSON-RPC message and where its parts stand in the document. */
export type Message =
  | { readonly kind: "request"; readonly id: JsonNode; readonly method: string; readonly params: JsonNode }
  | { readonly kind: "notification"; readonly method: string; readonly params: JsonNode }
  | { readonly kind: "result"; readonly id: JsonNode; readonly result: JsonNode }
  | { readonly kind: "error"; readonly id: JsonNode; readonly error: JsonNode };

export interface LocatedMessage {
  readonly document: JsonDocument;
  /** The message's own object: the root, or an element of a batch. */
  readonly node: JsonNode;
  readonly message: Message;
}

/**
 * Checks that may be relaxed; all true by default. What they refuse, some server or client reads otherwise than
 * we do, so that each relaxed one opens a way around the plugins.
 */
export interface MessageStrictness {
  /** Keys that fold to a protocol key without being it: Go's encoding/json takes them for it. */
  readonly foldedKeys: boolean;
  /** Members of the envelope that JSON-RPC does not have. */
  readonly unknownMembers: boolean;
  /** Ids other than strings and plain safe integers. */
  readonly messageIds: boolean;
  /** Known request methods without an id, notifications with one. */
  readonly missingIds: boolean;
  /** `method` beside `result` or `error` (then read as a request), `result` beside `error` (then read as an error). */
  readonly hybridMessages: boolean;
}

export const strictMessages: MessageStrictness = {
  foldedKeys: true,
  unknownMembers: true,
  messageIds: true,
  missingIds: true,
  hybridMessages: true,
};

/** Why a message was refused. */
export type MessageProblemCode =
  | "not_an_object"
  | "bad_version"
  | "folded_key"
  | "unknown_member"
  | "hybrid"
  | "no_message"
  | "bad_method"
  | "bad_id"
  | "missing_id"
  | "unexpected_id"
  | "bad_params"
  | "bad_result"
  | "bad_error";

export interface MessageProblem {
  readonly code: MessageProblemCode;
  /** JSON-RPC 2.0 §5.1: -32600 invalid request, -32602 invalid params. */
  readonly rpcCode: -32600 | -32602;
  /** It names a method: a request or notification of its sender, whose ids are not those of the other side. */
  readonly isCall: boolean;
  /** Source text of the id, where it could be read beyond doubt. */
  readonly id?: string;
}

export type MessageReading =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly problem: MessageProblem };

/**
 * Reads the object at `node` as one JSON-RPC message of MCP, in either direction. Refuses what two implementations
 * could read differently; unknown methods are fine.
 */
export function readMessage(
  document: JsonDocument,
  node: JsonNode,
  strict: MessageStrictness,
): MessageReading {
  if (document.kind(node) !== "object") return refused("not_an_object", false);
  const parts = readEnvelope(document, node);
  const id = safeIdSource(document, parts);
  const refuse = (code: MessageProblemCode): MessageReading => refused(code, parts.method !== none, id);

  if (parts.jsonrpc === none || document.kind(parts.jsonrpc) !== "string") return refuse("bad_version");
  if (document.text(parts.jsonrpc) !== "2.0") return refuse("bad_version");
  if (strict.foldedKeys && hasFoldedKey(document, node)) return refuse("folded_key");
  if (strict.unknownMembers && parts.unknown) return refuse("unknown_member");
  const answers = Number(parts.result !== none) + Number(parts.error !== none);
  if (strict.hybridMessages && answers + Number(parts.method !== none) > 1) return refuse("hybrid");
  if (parts.method !== none) return readCall(document, parts, strict, refuse);
  if (answers === 0) return refuse("no_message");
  return readAnswer(document, parts, strict, refuse);
}

/** An id as a key: equal for ids that name the same call, different for `1` and `"1"`, which do not. */
export function idKey(document: JsonDocument, id: JsonNode): string {
  if (id === none) return "";
  const kind = document.kind(id);
  if (kind === "string") return `s${document.text(id)}`;
  return kind === "number" ? `n${Number(document.source(id))}` : kind;
}

/** The same of an id's source text. */
export function idKeyOf(source: string): string {
  switch (source[0]) {
    case '"':
      return `s${JSON.parse(source)}`;
    case "{":
      return "object";
    case "[":
      return "array";
    default:
      return /^[-0-9]/.test(source) ? `n${Number(source)}` : source;
  }
}

interface Envelope {
  readonly jsonrpc: JsonNode;
  readonly id: JsonNode;
  readonly ids: number;
  readonly method: JsonNode;
  readonly params: JsonNode;
  readonly result: JsonNode;
  readonly error: JsonNode;
  readonly unknown: boolean;
}

type Refuse = (code: MessageProblemCode) => MessageReading;

function readEnvelope(document: JsonDocument, node: JsonNode): Envelope {
  const parts = { jsonrpc: none, id: none, method: none, params: none, result: none, error: none };
  let ids = 0;
  let unknown = false;
  document.eachMember(node, (key, _keyNode, value) => {
    switch (key) {
      case "id":
        ids++;
        parts.id = value;
        break;
      case "jsonrpc":
      case "method":
      case "params":
      case "result":
      case "error":
        parts[key] = value;
        break;
      default:
        unknown = true;
    }
  });
  return { ...parts, ids, unknown };
}

function readCall(
  document: JsonDocument,
  parts: Envelope,
  strict: MessageStrictness,
  refuse: Refuse,
): MessageReading {
  const { id, params } = parts;
  if (document.kind(parts.method) !== "string") return refuse("bad_method");
  const method = document.text(parts.method);
  if (hasControl(method)) return refuse("bad_method");
  if (id !== none && strict.messageIds && !isPlainId(document, id)) return refuse("bad_id");
  if (strict.missingIds) {
    const notifies = method.startsWith("notifications/");
    if (id === none && !notifies && methodEntry(method)?.kind === "request") return refuse("missing_id");
    if (id !== none && notifies) return refuse("unexpected_id");
  }
  if (!paramsAreAcceptable(document, method, params)) return refuse("bad_params");
  if (id === none) return { ok: true, message: { kind: "notification", method, params } };
  return { ok: true, message: { kind: "request", id, method, params } };
}

function readAnswer(
  document: JsonDocument,
  parts: Envelope,
  strict: MessageStrictness,
  refuse: Refuse,
): MessageReading {
  const { id, result, error } = parts;
  if (parts.params !== none && strict.unknownMembers) return refuse("unknown_member");
  if (error !== none) {
    // An error about a message whose id could not be read has a null id (JSON-RPC 2.0 §5), or none (MCP).
    const nameless = id === none || document.kind(id) === "null";
    if (!nameless && strict.messageIds && !isPlainId(document, id)) return refuse("bad_id");
    if (document.kind(error) !== "object") return refuse("bad_error");
    return { ok: true, message: { kind: "error", id, error } };
  }
  if (id === none) return refuse("missing_id");
  if (strict.messageIds && !isPlainId(document, id)) return refuse("bad_id");
  if (document.kind(result) !== "object") return refuse("bad_result");
  return { ok: true, message: { kind: "result", id, result } };
}

/**
 * What every implementation reads alike: a text without half a surrogate pair, or an integer without a sign of zero,
 * fraction, exponent or lost digits.
 */
function isPlainId(document: JsonDocument, id: JsonNode): boolean {
  const kind = document.kind(id);
  if (kind === "string") return !/\p{Surrogate}/u.test(document.text(id));
  if (kind !== "number") return false;
  const source = document.source(id);
  return source.length <= 17 && String(Number(source)) === source && Number.isSafeInteger(Number(source));
}

function safeIdSource(document: JsonDocument, { id, ids }: Envelope): string | undefined {
  return ids === 1 && isPlainId(document, id) ? document.source(id) : undefined;
}

function refused(code: MessageProblemCode, isCall: boolean, id?: string): MessageReading {
  const rpcCode = code === "bad_params" ? -32602 : -32600;
  return { ok: false, problem: { code, rpcCode, isCall, ...(id !== undefined && { id }) } };
}
