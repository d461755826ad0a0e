/**
 * A message's text for people: JSON with one value a line, also in the `data:` lines of an event stream. Only white
 * space between values changes, so that numbers and escapes stay as they are; any text is taken, JSON or not.
 */
export function readable(text: string): string {
  const shown = /^\s*[[{]/.test(text) ? indented(text) : text.split("\n").map(dataLine).join("\n");
  return printable(shown);
}

/**
 * Control characters, and those that turn the writing direction, as escapes: what a message holds must not steer the
 * terminal that it is printed on.
 */
export function printable(text: string): string {
  return text.replaceAll(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function dataLine(line: string): string {
  const start = /^data: ?(?=[[{])/.exec(line);
  return start ? start[0] + indented(line.slice(start[0].length)) : line;
}

/** Deeper values are not set in further: their lines would be mostly white space. */
const deepest = 40;

function indented(text: string): string {
  let out = "";
  let depth = 0;
  let at = 0;
  const newLine = () => `\n${"  ".repeat(Math.min(depth, deepest))}`;
  while (at < text.length) {
    const character = text[at] as string;
    if (character === '"') {
      const end = stringEnd(text, at);
      out += text.slice(at, end);
      at = end;
      continue;
    }
    at++;
    if (character === "{" || character === "[") {
      const close = nextSign(text, at);
      if (text[close] === "}" || text[close] === "]") {
        out += character + text[close];
        at = close + 1;
        continue;
      }
      depth++;
      out += character + newLine();
    } else if (character === "}" || character === "]") {
      depth = Math.max(0, depth - 1);
      out += newLine() + character;
    } else if (character === ",") out += `,${newLine()}`;
    else if (character === ":") out += ": ";
    else if (!isSpace(character)) out += character;
  }
  return out;
}

function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return Math.min(at + 1, text.length);
}

function nextSign(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text[at] as string)) at++;
  return at;
}

function isSpace(character: string): boolean {
  return character === " " || character === "\n" || character === "\r" || character === "\t";
}
