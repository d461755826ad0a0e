/**
 * Whether an object in the outer `levels` of a text has one key twice: readers differ in which of the two counts, so
 * what such an answer decides depends on who reads it. Linear in the text.
 * @param text JSON, checked before
 */
export function hasRepeatedKey(text: string, levels: number): boolean {
  const open: Set<string>[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "{" || character === "[") {
      depth++;
      if (depth <= levels) open.push(new Set());
    } else if (character === "}" || character === "]") {
      if (depth <= levels) open.pop();
      depth--;
    } else if (character === '"') {
      const end = endOfString(text, at);
      const keys = depth <= levels ? open.at(-1) : undefined;
      if (keys !== undefined && isKey(text, end)) {
        const key = keyOf(text.slice(at, end));
        if (keys.has(key)) return true;
        keys.add(key);
      }
      at = end - 1;
    }
  }
  return false;
}

function keyOf(literal: string): string {
  return literal.includes("\\") ? (JSON.parse(literal) as string) : literal.slice(1, -1);
}

/** Behind a string that ends at `end`: only a key is followed by a colon. */
function isKey(text: string, end: number): boolean {
  let at = end;
  while (at < text.length && " \n\r\t".includes(text[at] as string)) at++;
  return text[at] === ":";
}

/** One past the quote that closes the string at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}
