import { isObject, type Maybe, memberOf, sameJson } from "./same-json.ts";

/**
 * Whether a part of `original` was changed in one of two edits of it and still stands in the other, at its own place.
 * Keys count by what lies below them, so that a renamed key is a change of that.
 */
export function leaksInto(original: Maybe, one: Maybe, other: Maybe): boolean {
  if (isObject(original) && Object.keys(original).length > 0) {
    return Object.keys(original).some((key) =>
      leaksInto(memberOf(original, key), memberOf(one, key), memberOf(other, key)),
    );
  }
  if (Array.isArray(original) && original.length > 0) {
    return original.some((element, index) =>
      leaksInto(element, elementOf(one, index), elementOf(other, index)),
    );
  }
  return sameJson(original, one) !== sameJson(original, other);
}

/** Characters that may be compared before the answer is taken to be yes: the search is values times text. */
const searchBudget = 1 << 27;

/**
 * The same where one edit is a text that is no JSON any more: a string or number stands in it where it occurs
 * anywhere, as it is or escaped; a key too, once it is gone from the structured edit.
 */
export function leaksIntoText(original: Maybe, structured: Maybe, text: string): boolean {
  let budget = searchBudget;
  const occurs = (part: string): boolean => {
    budget -= text.length;
    return text.includes(part) || text.includes(JSON.stringify(part).slice(1, -1));
  };
  const leaks = (value: Maybe, edited: Maybe): boolean => {
    if (budget < 0) return true;
    if (Array.isArray(value)) return value.some((element, index) => leaks(element, elementOf(edited, index)));
    if (isObject(value)) {
      return Object.keys(value).some(
        (key) =>
          (memberOf(edited, key) === undefined && occurs(key)) || leaks(value[key], memberOf(edited, key)),
      );
    }
    if (typeof value === "string" || typeof value === "number") {
      return occurs(String(value)) !== sameJson(value, edited);
    }
    return false;
  };
  return leaks(original, structured);
}

function elementOf(value: Maybe, index: number): Maybe {
  return Array.isArray(value) ? value[index] : undefined;
}
