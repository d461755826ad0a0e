/** What the adapter itself understands of bytes that it forwards, by the readers of src/mcp. */

import { jsonLimits, jsonStrictness, messageStrictness } from "../../src/inspection/strictness.ts";
import { none } from "../../src/mcp/json/document.ts";
import { readJson } from "../../src/mcp/json/reader.ts";
import { readMessage } from "../../src/mcp/message.ts";
import { createEventSplitter } from "../../src/mcp/sse/splitter.ts";
import type { AdapterSettings } from "../../src/settings/adapter.ts";
import type { FuzzCase } from "./generate/case.ts";

export type Understood = {
  readonly kind: "request" | "notification" | "result" | "error";
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
};

/** Undefined: the adapter would refuse part of it, so that it should never have been forwarded. */
export function understood(
  leg: FuzzCase["leg"],
  bytes: Uint8Array,
  settings: AdapterSettings,
): Understood[] | undefined {
  if (leg === "request" || leg === "json") return messagesOf(bytes, settings);
  const splitter = createEventSplitter({ maxEventBytes: settings.limits.event_bytes });
  const { events } = splitter.push(bytes);
  const rest = splitter.end();
  const found: Understood[] = [];
  for (const { data } of rest ? [...events, rest] : events) {
    if (data === undefined || data.length === 0) continue;
    const messages = messagesOf(data, settings);
    if (messages === undefined) return undefined;
    found.push(...messages);
  }
  return found;
}

function messagesOf(bytes: Uint8Array, settings: AdapterSettings): Understood[] | undefined {
  if (bytes.length === 0) return [];
  const reading = readJson(bytes, jsonLimits(settings, bytes.length), jsonStrictness(settings));
  if (!reading.ok) return undefined;
  const { document } = reading;
  const nodes: number[] = [];
  if (document.kind(document.root) === "array")
    document.eachElement(document.root, (node) => nodes.push(node));
  else nodes.push(document.root);
  const found: Understood[] = [];
  for (const node of nodes) {
    const read = readMessage(document, node, messageStrictness(settings));
    if (!read.ok) return undefined;
    const value = (at: number): unknown => (at === none ? undefined : document.value(at));
    const { message } = read;
    switch (message.kind) {
      case "request":
        found.push({
          kind: "request",
          id: value(message.id),
          method: message.method,
          params: value(message.params),
        });
        break;
      case "notification":
        found.push({ kind: "notification", method: message.method, params: value(message.params) });
        break;
      case "result":
        found.push({ kind: "result", id: value(message.id), result: value(message.result) });
        break;
      case "error":
        found.push({ kind: "error", id: value(message.id), error: value(message.error) });
        break;
    }
  }
  return found;
}
