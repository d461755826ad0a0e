/**
 * Whether a JSON value holds an integer that a JavaScript number may not hold exactly. Python's callers write any
 * integer; here it was rounded when it was read, so a value with one in it must not go back as if it were the same.
 */
export function holdsInexactInteger(value: unknown): boolean {
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === "number") {
      if (Number.isInteger(next) && !Number.isSafeInteger(next)) return true;
    } else if (typeof next === "object" && next !== null) {
      for (const part of Object.values(next)) waiting.push(part);
    }
  }
  return false;
}
