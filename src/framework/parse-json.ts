import type { JsonValue } from "./json.ts";

/**
 * `JSON.parse`, but right where keys have escapes: V8 12.8 to 14.6 takes such a key for another that it saw in an
 * earlier text (nodejs/node issue 63785), so that whoever writes one text could rename members of the next.
 * @throws SyntaxError as `JSON.parse` does
 */
export function parseJson(text: string): JsonValue {
  const value = JSON.parse(text) as JsonValue;
  return hasEscapedKey(text) ? readValue(text) : value;
}

type Holder = JsonValue[] | Record<string, JsonValue>;

/** The value of a text that is JSON. */
function readValue(text: string): JsonValue {
  const top: JsonValue[] = [];
  const holders: Holder[] = [top];
  let key: string | undefined;
  let at = 0;
  const place = (value: JsonValue): void => {
    const holder = holders.at(-1) as Holder;
    if (Array.isArray(holder)) holder.push(value);
    else setMember(holder, key as string, value);
    key = undefined;
  };
  while (at < text.length) {
    const character = text[at] as string;
    if (character === "{" || character === "[") {
      const holder = character === "{" ? {} : [];
      place(holder);
      holders.push(holder);
      at += 1;
    } else if (character === "}" || character === "]") {
      holders.pop();
      at += 1;
    } else if (isSeparator(character)) {
      at += 1;
    } else {
      const end = character === '"' ? endOfString(text, at) : endOfToken(text, at);
      const scalar = JSON.parse(text.slice(at, end)) as JsonValue;
      if (key === undefined && !Array.isArray(holders.at(-1))) key = scalar as string;
      else place(scalar);
      at = end;
    }
  }
  return top[0] as JsonValue;
}

function setMember(holder: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key !== "__proto__") holder[key] = value;
  else Object.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true });
}

function hasEscapedKey(text: string): boolean {
  if (!text.includes("\\")) return false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at)) {
    const start = at;
    at = endOfString(text, start);
    let next = at;
    while (isSpace(text[next])) next += 1;
    if (text[next] === ":" && text.slice(start, at).includes("\\")) return true;
  }
  return false;
}

/** One past the quote that closes the string at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

function endOfToken(text: string, start: number): number {
  let at = start;
  while (at < text.length && !isSeparator(text[at]) && text[at] !== "}" && text[at] !== "]") at += 1;
  return at;
}

function isSeparator(character: string | undefined): boolean {
  return character === "," || character === ":" || isSpace(character);
}

function isSpace(character: string | undefined): boolean {
  return character === " " || character === "\n" || character === "\r" || character === "\t";
}
