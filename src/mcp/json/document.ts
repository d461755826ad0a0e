import type { JsonValue } from "../../framework/json.ts";

/** Index of a value in a document; `none` where there is no such value. */
export type JsonNode = number;
export const none: JsonNode = -1;

export type JsonKind = "object" | "array" | "string" | "number" | "true" | "false" | "null";

/**
 * A validated JSON text and where its values stand in it. Spans are byte offsets into `bytes`, so that an edit can
 * splice. Nothing is materialised before it is asked for.
 */
export interface JsonDocument {
  readonly bytes: Uint8Array;
  readonly root: JsonNode;
  kind(node: JsonNode): JsonKind;
  /** First byte of the value, quotes and brackets included. */
  start(node: JsonNode): number;
  /** One past the value's last byte. */
  end(node: JsonNode): number;
  /** The value of a member by its decoded key; `none` when absent or when `node` is no object. */
  member(node: JsonNode, key: string): JsonNode;
  /** Calls back with each member in order: decoded key, the key's own node (a string), the value's node. */
  eachMember(node: JsonNode, visit: (key: string, keyNode: JsonNode, value: JsonNode) => void): void;
  /** Calls back with each element of an array in order. */
  eachElement(node: JsonNode, visit: (element: JsonNode, index: number) => void): void;
  /** Number of members or elements; 0 for scalars. */
  size(node: JsonNode): number;
  /** The decoded text of a string node. */
  text(node: JsonNode): string;
  /** Whether `node` is a string that, decoded, is `text`. */
  isText(node: JsonNode, text: string): boolean;
  /** The source text of any node. */
  source(node: JsonNode): string;
  /** The node as JavaScript data. Numbers become doubles: edits must go through `spliceValue`, which keeps what is unchanged. */
  value(node: JsonNode): JsonValue;
}

/** Why a text was refused. A setting of its name relaxes `byte_order_mark`, `duplicate_key`, `lone_surrogate` and `number_range`; `depth` and `size` are limits. */
export type JsonProblemCode =
  | "invalid_utf8"
  | "byte_order_mark"
  | "syntax"
  | "trailing_bytes"
  | "duplicate_key"
  | "lone_surrogate"
  | "number_range"
  | "depth"
  | "size";

export interface JsonProblem {
  readonly code: JsonProblemCode;
  /** Byte offset where it was seen. */
  readonly offset: number;
}

export interface JsonLimits {
  /** Bytes. */
  readonly maxBytes: number;
  /** Nesting of objects and arrays. */
  readonly maxDepth: number;
  /** Values, keys included. */
  readonly maxNodes: number;
}

/** Checks that may be relaxed; all true by default. */
export interface JsonStrictness {
  readonly byteOrderMark: boolean;
  readonly duplicateKeys: boolean;
  readonly loneSurrogates: boolean;
  readonly numberRange: boolean;
}

export type JsonReading =
  | { readonly ok: true; readonly document: JsonDocument }
  | { readonly ok: false; readonly problem: JsonProblem };
