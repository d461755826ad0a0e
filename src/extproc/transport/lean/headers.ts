/** What a request's headers say (RFC 9113, section 8), and the header blocks that answer it. */

import { grpcStatus } from "../grpc-status.ts";
import type { Field } from "./hpack.ts";

/** Section 8.2.1: the octets are allowed, and the name is in lower case. */
const isAllowed = ({ name, value }: Field) => allowedName.test(name) && allowedValue.test(value);
const allowedName = /^:?[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const allowedValue = /^(?![ \t])[^\0\r\n]*$(?<![ \t])/;
const pseudoHeader = /^:(?:method|scheme|path|authority)$/;
/** Of HTTP/1.1, which say something about a connection (section 8.2.2). */
const connectionHeader = /^(?:connection|keep-alive|proxy-connection|transfer-encoding|upgrade)$/;

/** First values by name, of a request's header list; undefined where it is malformed. */
export function readHeaders(fields: readonly Field[]): ReadonlyMap<string, string> | undefined {
  const headers = new Map<string, string>();
  let inFront = true;
  for (const field of fields) {
    const { name, value } = field;
    const before = headers.get(name);
    inFront &&= name.startsWith(":");
    if (!(inFront ? isAllowed(field) && pseudoHeader.test(name) && before === undefined : isRegular(field)))
      return;
    if (name === "content-length" && (!/^\d{1,15}$/.test(value) || (before ?? value) !== value)) return;
    if (before === undefined) headers.set(name, value);
  }
  // CONNECT, which has none of them, is not for us (section 8.5).
  const isWhole = headers.has(":method") && headers.has(":scheme") && (headers.get(":path") ?? "") !== "";
  return isWhole ? headers : undefined;
}

/** Whether a field can be there, and is no pseudo-header; trailers are of such alone. */
export function isRegular(field: Field): boolean {
  const { name, value } = field;
  if (!isAllowed(field) || name.startsWith(":") || connectionHeader.test(name)) return false;
  return name !== "te" || value === "trailers";
}

export function isGrpc(headers: ReadonlyMap<string, string>): boolean {
  const type = headers.get("content-type") ?? "";
  return headers.get(":method") === "POST" && /^application\/grpc(?:$|[+;])/.test(type);
}

/** Literals that no table remembers, without Huffman (RFC 7541, section 6.2.2); of texts of under 127 bytes. */
function literals(...fields: readonly (readonly [name: string, value: string])[]): Buffer {
  const text = (value: string) => String.fromCharCode(value.length) + value;
  return Buffer.from(fields.map(([name, value]) => `\0${text(name)}${text(value)}`).join(""));
}

/** Before the first message. */
export const grpcHeaders: Buffer = literals([":status", "200"], ["content-type", "application/grpc"]);
/** To what is no gRPC, with a body for people. */
export const plainHeaders: Buffer = literals([":status", "415"], ["content-type", "text/plain"]);
export const plainBody: Buffer = Buffer.from("A gRPC server, for the external processing of Envoy.\n");

/** Behind the last message. The text, which is well-formed, is cut to what a literal holds. */
export function trailers(code: number, message: string): Buffer {
  if (code === grpcStatus.ok) return literals(["grpc-status", "0"]);
  const encoded = encodeURIComponent(message).replaceAll("%20", " ").slice(0, 126).replace(/%.?$/, "").trim();
  return literals(["grpc-status", String(code)], ["grpc-message", encoded]);
}
