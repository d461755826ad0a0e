import type { JsonObject, JsonValue } from "../../framework/json.ts";
import { readJson } from "../json/reader.ts";
import { type Maybe, memberOf, sameJson } from "./same-json.ts";

/**
 * A text item of a result's content that says the same as a part of its structured content: as JSON text, or as the
 * very string.
 */
export interface TwinPair {
  readonly form: "json" | "text";
  /** Index in `content`. */
  readonly item: number;
  /** Where in `structuredContent`. */
  readonly path: readonly (string | number)[];
  readonly original: JsonValue;
  /** The item's text. */
  readonly text: string;
}

/**
 * Finds the twins of a CallToolResult. Servers give the whole structured content as JSON text (2025-06-18, Structured
 * Content); Python's wrap what is no object as `{result: …}` and give its text, or the text of each element of a list.
 */
export function findTwins(result: JsonValue): TwinPair[] {
  const structured = memberOf(result, "structuredContent");
  if (structured === undefined) return [];
  const wrapped = memberOf(structured, "result");
  const texts = textItems(result);
  const elements = Array.isArray(wrapped) && wrapped.length === texts.length ? wrapped : undefined;
  const pairs: TwinPair[] = [];
  for (const [order, { item, text }] of texts.entries()) {
    const parsed = parseJson(text);
    const candidates: [TwinPair["path"], Maybe][] = [
      [[], structured],
      [["result"], wrapped],
      [["result", order], elements?.[order]],
    ];
    for (const [path, original] of candidates) {
      if (original === undefined) continue;
      const form = original === text ? "text" : sameJson(parsed, original) ? "json" : undefined;
      if (form === undefined) continue;
      pairs.push({ form, item, path, original, text });
      break;
    }
  }
  return pairs;
}

/** The texts among a result's content, with their index. */
export function textItems(result: JsonValue): { item: number; text: string }[] {
  const content = memberOf(result, "content");
  if (!Array.isArray(content)) return [];
  return content.flatMap((value, item) => {
    const text = memberOf(value, "text");
    return typeof text === "string" ? [{ item, text }] : [];
  });
}

const anyLimits = { maxBytes: Number.MAX_SAFE_INTEGER, maxDepth: 1 << 20, maxNodes: 1 << 26 };
const anySpelling = { byteOrderMark: true, duplicateKeys: false, loneSurrogates: false, numberRange: false };

/** Undefined for what is no JSON. */
export function parseJson(text: string): Maybe {
  if (text.includes("\\")) {
    // keys may have escapes, which JSON.parse does not always read right
    const reading = readJson(Buffer.from(text), anyLimits, anySpelling);
    return reading.ok ? reading.document.value(reading.document.root) : undefined;
  }
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** The value at a path; undefined where the path ends earlier. */
export function valueAt(value: Maybe, path: TwinPair["path"]): Maybe {
  let at = value;
  for (const step of path) {
    at = typeof step === "number" ? (Array.isArray(at) ? at[step] : undefined) : memberOf(at, step);
  }
  return at;
}

/** The value with another one at the path; what lies beside the path is shared with the old one. */
export function withValueAt(value: JsonValue, path: TwinPair["path"], replacement: JsonValue): JsonValue {
  const [step, ...rest] = path;
  if (step === undefined) return replacement;
  const inner = valueAt(value, [step]);
  if (inner === undefined) return value;
  const edited = withValueAt(inner, rest, replacement);
  if (Array.isArray(value)) return value.with(step as number, edited);
  return { ...(value as JsonObject), [step]: edited };
}
