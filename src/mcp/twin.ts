import type { JsonObject, JsonValue } from "../framework/json.ts";
import type { JsonLimits, JsonStrictness } from "./json/document.ts";
import { readJson } from "./json/reader.ts";
import { applySplices, encodeJson, type Splice, spliceValue } from "./json/splice.ts";
import { leaksInto, leaksIntoText } from "./twin/leak.ts";
import { mergeEdits } from "./twin/merge.ts";
import { findTwins, parseJson, type TwinPair, textItems, valueAt, withValueAt } from "./twin/pairs.ts";
import { isObject, type Maybe, memberOf, sameJson } from "./twin/same-json.ts";

/**
 * Carries edits of a tool result between its structured content and the texts that say the same (see `findTwins`),
 * in both directions. Where both were edited at the same place, each keeps its own. Returns `edited` itself when
 * there is nothing to carry. What could not be carried is for `twinLeak` to find.
 * @param original the CallToolResult as it came
 * @param edited   the same after the plugins
 */
export function carryTwinEdits(original: JsonValue, edited: JsonValue): JsonValue {
  const aligned = alignedContent(original, edited);
  const before = memberOf(edited, "structuredContent");
  if (!isObject(edited) || aligned === undefined || before === undefined) return edited;
  let structured = before;
  const content = [...aligned];
  let carried = false;
  const pairs = findTwins(original);
  // Twice, as several texts may be twins of one value: what the last of them brings must reach the first.
  for (const pair of [...pairs, ...pairs]) {
    const item = content[pair.item];
    const text = memberOf(item, "text");
    const site = valueAt(structured, pair.path);
    if (typeof text !== "string" || site === undefined) continue;
    const said = readAs(pair, text);
    if (said === undefined) continue;
    const [newSite, newSaid] = mergeEdits(pair.original, site, said);
    if (newSite !== undefined && !sameJson(newSite, site)) {
      structured = withValueAt(structured, pair.path, newSite);
      carried = true;
    }
    const newText = newSaid === undefined || sameJson(newSaid, said) ? text : respell(pair, text, newSaid);
    if (newText !== text) {
      content[pair.item] = { ...(item as JsonObject), text: newText };
      carried = true;
    }
  }
  return carried ? { ...edited, content, structuredContent: structured } : edited;
}

/**
 * Whether a value that was changed in a result's structured content or in a text that said the same still stands
 * verbatim in the other; the result must not go on then. A side that was removed whole leaks only into one that was
 * not touched at all. Texts whose place is lost, because items were added or removed, are searched as one.
 */
export function twinLeak(original: JsonValue, edited: JsonValue): boolean {
  const pairs = findTwins(original);
  if (pairs.length === 0) return false;
  const structured = memberOf(edited, "structuredContent");
  const content = alignedContent(original, edited);
  const texts = content ? [] : textItems(edited).map(({ text }) => text);
  return pairs.some((pair) => {
    const text = content ? memberOf(content[pair.item], "text") : texts.join("\n");
    const site = valueAt(structured, pair.path);
    if (typeof text !== "string" || (text === "" && pair.text !== "")) return sameJson(site, pair.original);
    if (structured === undefined) return content ? text === pair.text : texts.includes(pair.text);
    const said = content && readAs(pair, text);
    return said === undefined
      ? leaksIntoText(pair.original, site, text)
      : leaksInto(pair.original, site, said);
  });
}

/** The edited content, if its items still stand where those of the original stood. */
function alignedContent(original: JsonValue, edited: JsonValue): JsonValue[] | undefined {
  const before = memberOf(original, "content");
  const after = memberOf(edited, "content");
  return Array.isArray(before) && Array.isArray(after) && before.length === after.length ? after : undefined;
}

/** What a text says by its pair's form; undefined when it is no JSON and should be. */
function readAs(pair: TwinPair, text: string): Maybe {
  return pair.form === "text" ? text : parseJson(text);
}

const limits: JsonLimits = { maxBytes: 1 << 28, maxDepth: 512, maxNodes: 1 << 22 };
const strict: JsonStrictness = {
  byteOrderMark: true,
  duplicateKeys: true,
  loneSurrogates: true,
  numberRange: true,
};

/** The text edited to say something else; what stays keeps its spelling where the text can be read strictly. */
function respell(pair: TwinPair, text: string, said: JsonValue): string {
  if (pair.form === "text") return typeof said === "string" ? said : text;
  const reading = readJson(Buffer.from(text), limits, strict);
  if (!reading.ok) return encodeJson(said);
  const splices: Splice[] = [];
  spliceValue(reading.document, reading.document.root, said, splices);
  return Buffer.from(applySplices(reading.document.bytes, splices)).toString();
}
