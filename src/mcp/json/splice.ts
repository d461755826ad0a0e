import type { JsonObject, JsonValue } from "../../framework/json.ts";
import type { JsonDocument, JsonNode } from "./document.ts";
import { isSameScalar, isSameValue } from "./same-value.ts";
import type { ListStep } from "./splice-list.ts";
import { spliceList } from "./splice-list.ts";
import { admitWanted, wantedElement, wantedKeys, wantedMember } from "./wanted.ts";

/** Replaces bytes `start` (inclusive) to `end` (exclusive) by `text`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Another text, of JSON, in a node's place. */
export function replaceNode(document: JsonDocument, node: JsonNode, text: string): Splice {
  return { start: document.start(node), end: document.end(node), text };
}

/**
 * Appends to `out` the splices that turn `node` into `wanted`, and none where they agree already: what stays keeps its
 * bytes, numbers that are equal as doubles included. New members go last; elements of an array whose length changes
 * are matched in order. Of keys that repeat, the earlier ones go with any edit of the last.
 *
 * In `wanted`, `undefined` members are absent, and NaN and infinities are null, as `JSON.stringify` has it. Throws a
 * RangeError if it is nested deeper than 512 (a cycle is) or larger than 4 Mi values or 64 Mi characters, shared objects
 * counted each time, and a TypeError if it holds anything but JSON data.
 */
export function spliceValue(document: JsonDocument, node: JsonNode, wanted: JsonValue, out: Splice[]): void {
  admitWanted(wanted);
  edit(document, node, wanted, out);
}

/**
 * The bytes after all splices, in whatever order they are given; insertions at one place keep their order. The same
 * array if there are none. Throws a RangeError if two overlap or one leaves the bytes: that is a bug of the caller.
 */
export function applySplices(bytes: Uint8Array, splices: readonly Splice[]): Uint8Array {
  if (splices.length === 0) return bytes;
  const ordered = splices.toSorted((one, other) => one.start - other.start || one.end - other.end);
  let length = bytes.length;
  let free = 0;
  for (const { start, end, text } of ordered) {
    if (!(start >= free && end >= start && end <= bytes.length)) {
      throw new RangeError(`splice ${start}..${end} overlaps another or leaves the text`);
    }
    length += Buffer.byteLength(text) - (end - start);
    free = end;
  }
  const edited = Buffer.allocUnsafeSlow(length);
  let read = 0;
  let written = 0;
  for (const { start, end, text } of ordered) {
    edited.set(bytes.subarray(read, start), written);
    written += start - read;
    written += edited.write(text, written);
    read = end;
  }
  edited.set(bytes.subarray(read), written);
  return edited;
}

/** `value` as JSON text that is valid UTF-8 once encoded; lone surrogates are escaped. Throws as `spliceValue` does. */
export function encodeJson(value: JsonValue): string {
  admitWanted(value);
  return JSON.stringify(value);
}

function edit(document: JsonDocument, node: JsonNode, wanted: JsonValue, out: Splice[]): void {
  if (typeof wanted !== "object" || wanted === null) {
    if (isSameScalar(document, node, wanted)) return;
  } else if (Array.isArray(wanted)) {
    if (document.kind(node) === "array") return editArray(document, node, wanted, out);
  } else if (document.kind(node) === "object") {
    return editObject(document, node, wanted, out);
  }
  out.push(replaceNode(document, node, JSON.stringify(wanted)));
}

function editObject(document: JsonDocument, node: JsonNode, wanted: JsonObject, out: Splice[]): void {
  const keys = wantedKeys(wanted);
  const values = valuesInOrder(document, node, keys);
  if (values === undefined) return editMembers(document, node, wanted, out);
  for (const [index, key] of keys.entries()) {
    edit(document, values[index] as JsonNode, wanted[key] as JsonValue, out);
  }
}

/** The values of an object's members, if its keys are these in this order: so they are unless a plugin made them anew. */
function valuesInOrder(
  document: JsonDocument,
  node: JsonNode,
  keys: readonly string[],
): JsonNode[] | undefined {
  if (document.size(node) !== keys.length) return undefined;
  const values: JsonNode[] = [];
  let same = true;
  document.eachMember(node, (key, _, value) => {
    same &&= key === keys[values.length];
    values.push(value);
  });
  return same ? values : undefined;
}

function editMembers(document: JsonDocument, node: JsonNode, wanted: JsonObject, out: Splice[]): void {
  const members: { key: string; keyNode: JsonNode; value: JsonNode }[] = [];
  // Of keys that repeat the last counts.
  const counting = new Map<string, JsonNode>();
  document.eachMember(node, (key, keyNode, value) => {
    members.push({ key, keyNode, value });
    counting.set(key, value);
  });
  const changed = new Set<string>();
  for (const [key, value] of counting) {
    const member = wantedMember(wanted, key);
    const before = out.length;
    if (member !== undefined) edit(document, value, member, out);
    if (member === undefined || out.length > before) changed.add(key);
  }
  const steps = members.map(({ key, keyNode, value }): ListStep => {
    const kept = changed.has(key)
      ? counting.get(key) === value && wantedMember(wanted, key) !== undefined
      : true;
    return { kind: kept ? "keep" : "remove", start: document.start(keyNode), end: document.end(value) };
  });
  for (const key of wantedKeys(wanted)) {
    if (counting.has(key)) continue;
    steps.push({
      kind: "insert",
      text: `${JSON.stringify(key)}:${JSON.stringify(wantedMember(wanted, key))}`,
    });
  }
  spliceList(steps, document.start(node) + 1, out);
}

function editArray(
  document: JsonDocument,
  node: JsonNode,
  wanted: readonly JsonValue[],
  out: Splice[],
): void {
  const elements: JsonNode[] = [];
  document.eachElement(node, (element) => elements.push(element));
  if (elements.length === wanted.length) {
    for (const [index, element] of elements.entries())
      edit(document, element, wantedElement(wanted, index), out);
    return;
  }
  const isSame = (have: number, want: number) =>
    isSameValue(document, elements[have] as JsonNode, wantedElement(wanted, want));

  let haveEnd = elements.length;
  let wantEnd = wanted.length;
  while (haveEnd > 0 && wantEnd > 0 && isSame(haveEnd - 1, wantEnd - 1)) {
    haveEnd -= 1;
    wantEnd -= 1;
  }
  // Two that differ: the longer side yields one, unless what follows them agrees. Each step consumes an element and
  // compares two at most, so the walk is linear, and elements that are only filtered keep their bytes.
  const steps: ListStep[] = [];
  let have = 0;
  let want = 0;
  while (have < haveEnd || want < wantEnd) {
    const surplus = haveEnd - have - (wantEnd - want);
    const both = have < haveEnd && want < wantEnd;
    const followed = have + 1 < haveEnd && want + 1 < wantEnd;
    if (both && (surplus === 0 || isSame(have, want) || (followed && isSame(have + 1, want + 1)))) {
      const element = elements[have] as JsonNode;
      edit(document, element, wantedElement(wanted, want), out);
      steps.push({ kind: "keep", start: document.start(element), end: document.end(element) });
      have += 1;
      want += 1;
    } else if (surplus > 0) {
      const element = elements[have] as JsonNode;
      steps.push({ kind: "remove", start: document.start(element), end: document.end(element) });
      have += 1;
    } else {
      steps.push({ kind: "insert", text: JSON.stringify(wantedElement(wanted, want)) });
      want += 1;
    }
  }
  for (const element of elements.slice(haveEnd)) {
    steps.push({ kind: "keep", start: document.start(element), end: document.end(element) });
  }
  spliceList(steps, document.start(node) + 1, out);
}
