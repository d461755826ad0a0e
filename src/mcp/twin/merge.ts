import { isObject, type Maybe, memberOf, sameJson } from "./same-json.ts";

/**
 * Merges two edits of the same value, so that each has what the other changed. Where both changed the same place
 * differently, each keeps its own. Undefined is a value that is not there.
 */
export function mergeEdits(original: Maybe, one: Maybe, other: Maybe): [Maybe, Maybe] {
  if (sameJson(original, one)) return [other, other];
  if (sameJson(original, other) || sameJson(one, other)) return [one, one];
  if (isObject(original) && isObject(one) && isObject(other)) {
    const ones: [string, Maybe][] = [];
    const others: [string, Maybe][] = [];
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
      const [mergedOne, mergedOther] = mergeEdits(
        memberOf(original, key),
        memberOf(one, key),
        memberOf(other, key),
      );
      if (mergedOne !== undefined) ones.push([key, mergedOne]);
      if (mergedOther !== undefined) others.push([key, mergedOther]);
    }
    // Unlike assignment, this makes an own member of `__proto__` too.
    return [Object.fromEntries(ones) as Maybe, Object.fromEntries(others) as Maybe];
  }
  if (Array.isArray(original) && Array.isArray(one) && Array.isArray(other)) {
    if (original.length === one.length && original.length === other.length) {
      const merged = original.map((element, index) => mergeEdits(element, one[index], other[index]));
      return [merged.map(([element]) => element ?? null), merged.map(([, element]) => element ?? null)];
    }
  }
  return [one, other];
}
