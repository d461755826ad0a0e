/**
 * Whether the text in `fields` of a payload, keys and strings, is longer than `limit` bytes of UTF-8. Lengths are
 * added up first: one UTF-16 unit is one to three bytes, which decides nearly always.
 */
export function exceedsTextLimit(
  payload: Readonly<Record<string, unknown>>,
  fields: readonly string[] | undefined,
  limit: number,
): boolean {
  const measured = fields === undefined ? [payload] : fields.map((field) => payload[field]);
  const units = total(measured, Math.floor(limit), (text) => text.length);
  if (units > limit) return true;
  if (units * 3 <= limit) return false;
  return total(measured, limit, (text) => Buffer.byteLength(text)) > limit;
}

/** Adds up keys and strings, until the sum is over the limit. Uses a list of its own: nesting may be deep. */
function total(values: readonly unknown[], limit: number, measure: (text: string) => number): number {
  let sum = 0;
  const open: unknown[] = [...values];
  while (open.length > 0 && sum <= limit) {
    const value = open.pop();
    if (typeof value === "string") sum += measure(value);
    else if (Array.isArray(value)) for (const item of value) open.push(item);
    else if (typeof value === "object" && value !== null) {
      for (const key of Object.keys(value)) {
        sum += measure(key);
        open.push((value as Record<string, unknown>)[key]);
      }
    }
  }
  return sum;
}
