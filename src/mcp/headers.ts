import { decodeHeaderValue } from "../framework/mcp-header-value.ts";
import { none } from "./json/document.ts";
import type { LocatedMessage } from "./message.ts";
import { methodEntry } from "./methods.ts";

/** Headers in wire order: lower-case name, value as text (bytes read as latin1). */
type Headers = readonly (readonly [name: string, value: string])[];

/** What a request's headers say about the protocol revision that it is of. */
export interface Revision {
  /** Value of `MCP-Protocol-Version`; undefined when absent or repeated. */
  readonly name: string | undefined;
  /** Whether a body may be an array: only in 2025-03-26, which an absent header means (2025-06-18, Transports). */
  readonly batches: boolean;
  /** From 2026-07-28 on: no sessions, required `Mcp-*` headers. */
  readonly stateless: boolean;
}

const versionHeader = "mcp-protocol-version";
const methodHeader = "mcp-method";
const nameHeader = "mcp-name";
const sessionHeader = "mcp-session-id";
const mirrors = [versionHeader, methodHeader, nameHeader] as const;
const versionMeta = "io.modelcontextprotocol/protocolVersion";

/** Reads the revision from a request's headers; undefined headers were not seen and count as absent. */
export function revisionOf(headers: Headers | undefined): Revision {
  const values = valuesOf(headers, versionHeader);
  const name = values.length === 1 ? values[0] : undefined;
  return {
    name,
    batches: values.length === 0 || name === "2025-03-26",
    stateless: name !== undefined && /^\d{4}-\d\d-\d\d$/.test(name) && name >= "2026-07-28",
  };
}

/**
 * Says, in words that hold nothing of the traffic, where `Mcp-Method`, `Mcp-Name` or `MCP-Protocol-Version` are
 * repeated, unreadable or contradict the body, or `Mcp-Session-Id` is repeated; undefined when they don't. Whoever routes or decides by the headers
 * and the server that reads the body must see the same request, in every revision: servers of older ones ignore these
 * headers. To be answered with HTTP 400 and -32020 (2026-07-28, HeaderMismatch).
 */
export function contradiction(
  headers: Headers | undefined,
  messages: readonly LocatedMessage[],
): string | undefined {
  for (const name of mirrors) {
    const values = valuesOf(headers, name);
    if (values.length > 1) return `the ${name} header is repeated`;
    if (values.length === 1 && decodeHeaderValue(values[0] as string) === undefined) {
      return `the ${name} header is not readable`;
    }
  }
  // Some servers take the first, some the last, some none.
  if (valuesOf(headers, sessionHeader).length > 1) return `the ${sessionHeader} header is repeated`;
  const [version, method, name] = mirrors.map((header) => {
    const [value] = valuesOf(headers, header);
    return value === undefined ? undefined : decodeHeaderValue(value);
  });
  for (const located of messages) {
    if (contradictsVersion(located, version)) return `the ${versionHeader} header contradicts the body`;
    if (method !== undefined && method !== methodOf(located))
      return `the ${methodHeader} header contradicts the body`;
    if (name !== undefined && contradictsName(located, name))
      return `the ${nameHeader} header contradicts the body`;
  }
  return undefined;
}

/** A request that names its revision in `_meta` must name it in the header too; a notification needs no header. */
function contradictsVersion({ document, message }: LocatedMessage, version: string | undefined): boolean {
  if (message.kind !== "request" && message.kind !== "notification") return false;
  const node = document.member(document.member(message.params, "_meta"), versionMeta);
  if (node === none) return false;
  if (version === undefined && message.kind === "notification") return false;
  return document.kind(node) !== "string" || document.text(node) !== version;
}

function methodOf({ message }: LocatedMessage): string | undefined {
  return message.kind === "request" || message.kind === "notification" ? message.method : undefined;
}

/** Methods without a mirrored field have nothing that the header could contradict. */
function contradictsName({ document, message }: LocatedMessage, name: string): boolean {
  if (message.kind !== "request") return false;
  const field = methodEntry(message.method)?.mirrored;
  if (field === undefined) return false;
  const node = document.member(message.params, field);
  return node === none || document.kind(node) !== "string" || document.text(node) !== name;
}

function valuesOf(headers: Headers | undefined, name: string): string[] {
  const values: string[] = [];
  if (headers !== undefined) for (const header of headers) if (header[0] === name) values.push(header[1]);
  return values;
}
