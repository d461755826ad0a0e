import type { JsonValue } from "../../framework/json.ts";
import type { JsonDocument, JsonNode } from "./document.ts";
import { wantedElement, wantedKeys, wantedMember } from "./wanted.ts";

type Scalar = null | boolean | number | string;

/** Whether `node` holds the scalar `wanted`. Numbers are compared as doubles, so -0 is 0. */
export function isSameScalar(document: JsonDocument, node: JsonNode, wanted: Scalar): boolean {
  if (typeof wanted === "string") return document.isText(node, wanted);
  const kind = document.kind(node);
  switch (typeof wanted) {
    case "number":
      if (kind === "number") return Number(document.source(node)) === wanted;
      return kind === "null" && !Number.isFinite(wanted);
    case "boolean":
      return kind === String(wanted);
    default:
      return kind === "null";
  }
}

/** Whether `node` holds `wanted`, which must have been admitted. The order of members does not count. */
export function isSameValue(document: JsonDocument, node: JsonNode, wanted: JsonValue): boolean {
  if (typeof wanted !== "object" || wanted === null) return isSameScalar(document, node, wanted);
  if (Array.isArray(wanted)) {
    if (document.kind(node) !== "array" || document.size(node) !== wanted.length) return false;
    let same = true;
    document.eachElement(node, (element, index) => {
      same &&= isSameValue(document, element, wantedElement(wanted, index));
    });
    return same;
  }
  if (document.kind(node) !== "object") return false;
  const members = new Map<string, JsonNode>();
  document.eachMember(node, (key, _, value) => members.set(key, value));
  if (members.size !== wantedKeys(wanted).length) return false;
  for (const [key, value] of members) {
    const member = wantedMember(wanted, key);
    if (member === undefined || !isSameValue(document, value, member)) return false;
  }
  return true;
}
