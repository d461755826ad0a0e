import { hasFoldedKey } from "../mcp/folded-keys.ts";
import { none } from "../mcp/json/document.ts";
import { readJson } from "../mcp/json/reader.ts";
import { readMessage } from "../mcp/message.ts";
import type { AdapterSettings } from "../settings/adapter.ts";
import { jsonLimits, messageStrictness } from "./strictness.ts";

/**
 * Whether data that the strict reader refuses is a request or notification of the server, which no client takes for
 * an answer: it names a method and holds no result or error, however the refused part is read. With its id where
 * there is exactly one. Such a message is refused for itself; the client's own request still gets its answer.
 */
export function unreadableCall(
  settings: AdapterSettings,
  data: Uint8Array,
): { readonly id: string | undefined } | undefined {
  const limits = { ...jsonLimits(settings, data.length), maxDepth: data.length };
  const reading = readJson(data, limits, lenient);
  if (!reading.ok) return undefined;
  const { document } = reading;
  const { root } = document;
  if (document.kind(root) !== "object" || document.member(root, "method") === none) return undefined;
  if (answerKeys.some((key) => document.member(root, key) !== none)) return undefined;
  if (hasFoldedKey(document, root)) return undefined;
  const read = readMessage(document, root, messageStrictness(settings));
  if (!read.ok) return { id: read.problem.id };
  return { id: read.message.kind === "request" ? document.source(read.message.id) : undefined };
}

const answerKeys = ["result", "error"];
const lenient = { byteOrderMark: false, duplicateKeys: false, loneSurrogates: false, numberRange: false };
