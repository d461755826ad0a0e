import assert from "node:assert/strict";
import type { JsonDocument } from "../../src/mcp/json/document.ts";
import { readJson } from "../../src/mcp/json/reader.ts";
import { type LocatedMessage, readMessage, strictMessages } from "../../src/mcp/message.ts";

const limits = { maxBytes: 1 << 20, maxDepth: 64, maxNodes: 1 << 16 };
const strict = { byteOrderMark: true, duplicateKeys: true, loneSurrogates: true, numberRange: true };

/** A document of text that must be acceptable JSON. */
export function documentOf(text: string, duplicateKeys = true): JsonDocument {
  const reading = readJson(Buffer.from(text), limits, { ...strict, duplicateKeys });
  assert.ok(reading.ok, text);
  return reading.document;
}

/** The message in a text that must be acceptable. */
export function messageOf(text: string): LocatedMessage {
  const document = documentOf(text);
  const reading = readMessage(document, document.root, strictMessages);
  assert.ok(reading.ok, text);
  return { document, node: document.root, message: reading.message };
}
