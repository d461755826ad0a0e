/** What must hold of what receivers read in bytes that are forwarded: nothing but what the adapter read. */
import type { AdapterSettings } from "../../src/settings/adapter.ts";
import { holds } from "./adapter.ts";
import type { Find } from "./find.ts";
import type { FuzzCase } from "./generate/case.ts";
import { deniedWord } from "./generate/words.ts";
import type { Reading } from "./oracles/frames.ts";
import { isSaid, same, within } from "./same.ts";
import { type Understood, understood } from "./understood.ts";

export function judgeReadings(
  one: FuzzCase,
  forwarded: Buffer,
  readings: ReadonlyMap<string, readonly Reading[]>,
  settings: AdapterSettings,
): Find[] {
  const read = understood(one.leg, forwarded, settings);
  // What is no message to the adapter is none to anybody.
  if (read === undefined && one.status === undefined) return [];
  return [...readings].flatMap(([oracle, messages]) =>
    messages.flatMap((message): Find[] => {
      const why = differs(message, read ?? [], oracle);
      if (why === undefined) return [];
      const detail = `${why}: ${JSON.stringify(message).slice(0, 600)}`;
      return [{ property: "a receiver reads what the adapter read", oracle, detail }];
    }),
  );
}

/** Why no message that the adapter read is this one; undefined: one is. */
function differs(message: Reading, read: readonly Understood[], oracle: string): string | undefined {
  const { kind } = message;
  if (kind === "fault") return undefined;
  // Go's SDK quotes lines that it cannot read.
  if (kind === "complaint") return holds(message.error, deniedWord) ? "it quotes the denied word" : undefined;
  // mcp-go takes whatever has no id for a notification.
  if (kind === "notification" && message.method === "") return undefined;
  // And whatever has one for an answer, of nothing where it holds none.
  if (kind === "result" && message.result === null && read.length === 0) return undefined;
  const alike = read.filter((it) => it.kind === kind || (kind === "asked" && it.method !== undefined));
  if (alike.length === 0) return `the adapter read no ${kind}`;
  const reasons = alike.map((it) => difference(message, it, oracle));
  return reasons.includes(undefined) ? undefined : reasons[0];
}

function difference(message: Reading, own: Understood, oracle: string): string | undefined {
  const params = (own.params ?? {}) as Record<string, unknown>;
  if (message.method !== undefined && message.method !== own.method) return "another method";
  if (message.id !== undefined && !same(message.id, own.id)) return "another id";
  if (isSaid(message.params) && !within(message.params, params)) return "other params";
  if (message.name !== undefined && !same(message.name, params["name"])) return "another name";
  if (isSaid(message.arguments) && !same(message.arguments, params["arguments"] ?? {}))
    return "other arguments";
  if (message.uri !== undefined && !sameUri(message.uri, params["uri"], oracle)) return "another URI";
  if (message.result !== undefined && !same(message.result, own.result)) return "another result";
  if (isSaid(message.error) && !within(withoutCode(message.error), own.error)) return "another error";
  const stray =
    message.typed === undefined ? undefined : strayText(message.typed, stringsOf(own.result), oracle);
  return stray === undefined ? undefined : `a text that is not in the result (${JSON.stringify(stray)})`;
}

/** SDKs make a number of whatever the code is. */
function withoutCode(error: unknown): unknown {
  if (typeof error !== "object" || error === null) return error;
  const { code: _, ...rest } = error as Record<string, unknown>;
  return rest;
}

/** Pydantic writes URIs in their normal form. */
function sameUri(uri: unknown, own: unknown, oracle: string): boolean {
  if (same(uri, own)) return true;
  if (oracle !== "py1" || typeof own !== "string") return false;
  return URL.parse(own)?.href === URL.parse(String(uri))?.href;
}

function stringsOf(value: unknown, found: Set<string> = new Set()): Set<string> {
  if (typeof value === "string") found.add(value);
  else if (value !== null && typeof value === "object")
    for (const inner of Object.values(value)) stringsOf(inner, found);
  return found;
}

/** A text of an SDK's typed result that does not stand in what was sent. */
function strayText(value: unknown, sent: ReadonlySet<string>, oracle: string): string | undefined {
  if (typeof value === "string") {
    if (sent.has(value) || constants.has(value)) return undefined;
    // Go's SDK writes a blob anew: the same bytes, whatever bits its last letter had beside them.
    const bytes = Buffer.from(value, "base64").toString("base64");
    const isBlob = (text: string): boolean =>
      value === bytes && Buffer.from(text, "base64").toString("base64") === bytes;
    return [...sent].some((text) => sameUri(value, text, oracle) || isBlob(text)) ? undefined : value;
  }
  if (value === null || typeof value !== "object") return undefined;
  for (const inner of Object.values(value)) {
    const stray = strayText(inner, sent, oracle);
    if (stray !== undefined) return stray;
  }
  return undefined;
}

/** What SDKs fill in. */
const constants = new Set(["text", "image", "audio", "resource", "resource_link", "complete", "form", ""]);
