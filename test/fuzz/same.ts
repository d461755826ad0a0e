/** Values compared as JavaScript sees them. */

/** Whether a receiver read what the adapter did: numbers as doubles, members in any order. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one === "number" && typeof other === "number") return Number.isNaN(one) && Number.isNaN(other);
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  // Zod drops a member of this name: its receivers read less, nothing else.
  const dropped = Object.hasOwn(other, "__proto__") && !Object.hasOwn(one, "__proto__") ? 1 : 0;
  if (keys.length !== Object.keys(other).length - dropped) return false;
  return keys.every((key) => Object.hasOwn(other, key) && same(own(one, key), own(other, key)));
}

/** The same, but that models of an SDK may drop members, or hold empty ones that were not sent. */
export function within(part: unknown, whole: unknown): boolean {
  if (isEmpty(part)) return true;
  if (typeof part !== "object" || part === null) return same(part, whole);
  if (whole === null || typeof whole !== "object" || Array.isArray(part) !== Array.isArray(whole))
    return false;
  if (Array.isArray(part)) {
    const items = whole as unknown[];
    return part.length === items.length && part.every((item, at) => within(item, items[at]));
  }
  return Object.keys(part).every((key) => {
    const value = own(part, key);
    return Object.hasOwn(whole, key) ? within(value, own(whole, key)) : isEmpty(value);
  });
}

/** Neither null nor left out. */
export function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isEmpty(value: unknown): boolean {
  if (!isSaid(value) || value === 0 || value === "") return true;
  return typeof value === "object" && Object.keys(value as object).length === 0;
}

function own(value: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}
