import type { JsonValue } from "../framework/json.ts";
import { encodeJson } from "./json/splice.ts";

/** The `error` of a JSON-RPC response. */
export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: JsonValue;
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
