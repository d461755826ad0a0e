import type { JsonValue } from "../framework/json.ts";
import { encodeJson } from "./json/splice.ts";

/** The `error` of a JSON-RPC response. */
export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: JsonValue;
}

/** An HTTP response of our own. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

/**
 * A message that is denied, by its leg and what it is to be answered as. `id` is always the source text of the id as
 * it stood in the message: clients compare ids by type and value, and some hang on `"1"` for `1`.
 */
export type Denied =
  | { readonly what: "request"; readonly id: string }
  | { readonly what: "notification"; readonly method: string }
  | { readonly what: "client_response"; readonly id: string }
  | { readonly what: "json_response"; readonly id: string | undefined }
  | { readonly what: "event_response"; readonly id: string }
  | { readonly what: "event_notification"; readonly hasEventId: boolean }
  | { readonly what: "event_request"; readonly id: string };

/** What to do instead of forwarding. */
export type DenialForm =
  | { readonly kind: "answer"; readonly answer: HttpAnswer }
  | { readonly kind: "forward"; readonly body: Uint8Array }
  | { readonly kind: "replace_body"; readonly body: Uint8Array }
  | { readonly kind: "replace_event_data"; readonly data: Uint8Array }
  | { readonly kind: "empty_event_data" }
  | { readonly kind: "remove_event" };

/** The JSON-RPC code of a denial whose violation names none: outside what JSON-RPC and MCP reserve. */
export const defaultDenialCode = 40300;

export const denialHeader = ["x-mcp-denied", "true"] as const;

/**
 * The form in which a denial reaches whoever waits for the message, so that no client or server hangs or loses its
 * session: a request is answered by an error with HTTP 200, a notification is dropped with 202 (but the one that
 * completes a session's start goes on, without its parameters), a client's answer goes on as an error, so that the
 * server's tool ends, and a server's request goes on as a method that nobody has, so that the client refuses it.
 */
export function denialForm(denied: Denied, error: RpcError): DenialForm {
  switch (denied.what) {
    case "request":
      return { kind: "answer", answer: jsonAnswer(200, rpcErrorBody(denied.id, error)) };
    case "notification":
      if (denied.method === "notifications/initialized") return { kind: "forward", body: bareInitialized };
      return { kind: "answer", answer: { status: 202, headers: [denialHeader], body: new Uint8Array(0) } };
    case "client_response":
      return { kind: "forward", body: rpcErrorBody(denied.id, error) };
    case "json_response":
      return { kind: "replace_body", body: rpcErrorBody(denied.id, error) };
    case "event_response":
      return { kind: "replace_event_data", data: rpcErrorBody(denied.id, error) };
    case "event_notification":
      return { kind: denied.hasEventId ? "empty_event_data" : "remove_event" };
    case "event_request":
      return { kind: "replace_event_data", data: blockedRequest(denied.id) };
  }
}

/** A body that could not be read beyond doubt, or that its headers contradict: HTTP 400 with a JSON-RPC error. */
export function malformedAnswer(rawId: string | undefined, error: RpcError): HttpAnswer {
  return jsonAnswer(400, rpcErrorBody(rawId, error));
}

/** A message over the size limit: HTTP 200 where its id is known, so that the caller reads why, else 413. */
export function tooLargeAnswer(rawId: string | undefined, error: RpcError): HttpAnswer {
  return jsonAnswer(rawId === undefined ? 413 : 200, rpcErrorBody(rawId, error));
}

/**
 * The text of a JSON-RPC error response in UTF-8, on one line.
 * @param rawId source text of the id, quotes included; undefined where it could not be read, which makes it null
 *   (JSON-RPC 2.0 §5)
 */
export function rpcErrorBody(rawId: string | undefined, { code, message, data }: RpcError): Uint8Array {
  const error = encodeJson({ code, message, ...(data !== undefined && { data }) });
  return Buffer.from(`{"jsonrpc":"2.0","id":${rawId ?? "null"},"error":${error}}`);
}

/**
 * A `tools/call` answered by a tool result with `isError`, so that the model reads why.
 * @param revision of the request; from 2026-07-28 on a result says that it is complete
 */
export function toolErrorResult(rawId: string, text: string, revision?: string): Uint8Array {
  const type = revision !== undefined && revision >= "2026-07-28" ? { resultType: "complete" } : {};
  const result = encodeJson({ content: [{ type: "text", text }], isError: true, ...type });
  return Buffer.from(`{"jsonrpc":"2.0","id":${rawId},"result":${result}}`);
}

/** `reason -- description`, the form that ContextForge's adapter gives denials; one of them alone where the other is missing. */
export function denialMessage({ reason, description }: { reason: string; description: string }): string {
  if (reason === "" || description === "") return reason || description;
  return `${reason} -- ${description}`;
}

/** A request of the server with the same id and a method that no client has: its SDK answers with an error by itself. */
export function blockedRequest(rawId: string): Uint8Array {
  return Buffer.from(`{"jsonrpc":"2.0","id":${rawId},"method":"policy/blocked","params":{}}`);
}

const bareInitialized = Buffer.from('{"jsonrpc":"2.0","method":"notifications/initialized"}');

function jsonAnswer(status: number, body: Uint8Array): HttpAnswer {
  return { status, headers: [["content-type", "application/json"], denialHeader], body };
}
