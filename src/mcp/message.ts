import type { JsonDocument, JsonNode } from "./json/document.ts";

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
