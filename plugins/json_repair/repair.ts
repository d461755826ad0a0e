/**
 * Reads what was meant to be JSON, and writes it as JSON: single and typographic quotes, names without quotes, trailing
 * and missing commas, comments, Python's and JavaScript's constants, line breaks in strings, and an end that was cut off.
 * One pass, no recursion. Undefined for what is none of this: prose that begins with a bracket stays what it is.
 */
export function repairJson(source: string): string | undefined {
  const text = unfenced(source.trim());
  const open: ("{" | "[")[] = [];
  const out: string[] = [];
  /** Where in `out` the last comma or colon stands, while nothing but white space follows it. */
  let mark = -1;
  let at = 0;
  /** What may come next: a value, a name (in objects), a colon, or what follows a value. */
  let wants: "value" | "name" | "colon" | "after" = "value";
  if (text[0] !== "{" && text[0] !== "[") return undefined;

  while (at < text.length) {
    const char = text[at] as string;
    if (isSpace(char)) {
      out.push(" \n\t\r".includes(char) ? char : " ");
      at++;
      continue;
    }
    const skipped = endOfComment(text, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    if (wants === "after" && open.length === 0) return undefined;
    if (char === "}" || char === "]") {
      const opened = open.pop();
      if (opened === undefined || (opened === "{") !== (char === "}") || wants === "colon") return undefined;
      if (out[mark] === ":") return undefined;
      if (out[mark] === ",") out[mark] = "";
      mark = -1;
      out.push(char);
      at++;
      wants = "after";
      continue;
    }
    if (wants === "after") {
      if (char === ",") at++;
      mark = out.push(",") - 1;
      wants = open[open.length - 1] === "{" ? "name" : "value";
      // What follows without a comma must look like a member or element of its own.
      if (char !== "," && !isQuote(char) && char !== "{" && char !== "[") return undefined;
      continue;
    }
    if (wants === "colon") {
      if (char !== ":" && !text.startsWith("=>", at)) return undefined;
      at += char === ":" ? 1 : 2;
      mark = out.push(":") - 1;
      wants = "value";
      continue;
    }
    mark = -1;
    if (isQuote(char)) {
      const string = readString(text, at);
      if (string === undefined) return undefined;
      out.push(string.json);
      at = string.end;
      wants = wants === "name" ? "colon" : "after";
      continue;
    }
    if (wants === "value" && (char === "{" || char === "[")) {
      if (open.length > 500) return undefined;
      open.push(char);
      out.push(char);
      at++;
      wants = char === "{" ? "name" : "value";
      continue;
    }
    const word = bareWord(text, at);
    if (word === "") return undefined;
    const written = wants === "name" ? nameOf(word) : literalOf(word);
    if (written === undefined) return undefined;
    out.push(written);
    at += word.length;
    wants = wants === "name" ? "colon" : "after";
  }
  // An end that was cut off: a member whose value is missing gets null.
  if (out[mark] === "," && open.length > 0) out[mark] = "";
  if (wants === "colon") out.push(":null");
  if (out[mark] === ":") out.push("null");
  out.push(...open.reverse().map((each) => (each === "{" ? "}" : "]")));
  return parsed(out.join(""));
}

function parsed(text: string): string | undefined {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}

/** Without the fence of Markdown around it. */
function unfenced(text: string): string {
  if (!text.startsWith("```")) return text;
  const line = text.indexOf("\n");
  if (line === -1) return text;
  const rest = text.slice(line + 1).trimEnd();
  return (rest.endsWith("```") ? rest.slice(0, -3) : rest).trim();
}

function isSpace(char: string): boolean {
  return char.trim() === "";
}

const closing: Readonly<Record<string, string>> = { '"': '"', "'": "'", "“": "”", "‘": "’", "`": "`" };

function isQuote(char: string): boolean {
  return Object.hasOwn(closing, char);
}

/** A string in any quotes as JSON; one that is cut off ends where the text does. */
function readString(text: string, start: number): { json: string; end: number } | undefined {
  const quote = closing[text[start] as string] as string;
  let json = '"';
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at] as string;
    if (char === quote) return { json: `${json}"`, end: at + 1 };
    if (char === "\\") {
      const escaped = escapeAt(text, at);
      if (escaped === undefined)
        return at + 6 > text.length ? { json: `${json}"`, end: text.length } : undefined;
      json += escaped.json;
      at += escaped.length - 1;
    } else if (char === '"') json += '\\"';
    else json += char < " " ? JSON.stringify(char).slice(1, -1) : char;
  }
  return { json: `${json}"`, end: text.length };
}

function escapeAt(text: string, at: number): { json: string; length: number } | undefined {
  const char = text[at + 1];
  if (char === undefined) return undefined;
  if (char === "u") {
    const hex = text.slice(at + 2, at + 6);
    return /^[0-9A-Fa-f]{4}$/.test(hex) ? { json: `\\u${hex}`, length: 6 } : undefined;
  }
  if (char === "x") {
    const hex = text.slice(at + 2, at + 4);
    return /^[0-9A-Fa-f]{2}$/.test(hex) ? { json: `\\u00${hex}`, length: 4 } : undefined;
  }
  if ('"\\/bfnrt'.includes(char)) return { json: `\\${char}`, length: 2 };
  if (char === "'" || char === "`") return { json: char, length: 2 };
  return { json: `\\\\${char < " " ? JSON.stringify(char).slice(1, -1) : char}`, length: 2 };
}

function bareWord(text: string, start: number): string {
  let end = start;
  while (end < text.length && /[\w.+$-]/.test(text[end] as string)) end++;
  return text.slice(start, end);
}

function nameOf(word: string): string | undefined {
  return /^[A-Za-z_$0-9][\w$-]*$/.test(word) ? `"${word}"` : undefined;
}

const constants: Readonly<Record<string, string>> = {
  true: "true",
  false: "false",
  null: "null",
  True: "true",
  False: "false",
  None: "null",
  undefined: "null",
  NaN: "null",
  Infinity: "null",
  "-Infinity": "null",
};

function literalOf(word: string): string | undefined {
  if (Object.hasOwn(constants, word)) return constants[word];
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(word)) return word;
  if (/^\.\d+$/.test(word)) return `0${word}`;
  if (/^-?[1-9]\d*\.$/.test(word)) return `${word}0`;
  return /^\+\d+(?:\.\d+)?$/.test(word) ? parsed(word.slice(1)) : undefined;
}

/** Index behind a comment that begins here; the same index where none does. */
function endOfComment(text: string, at: number): number {
  if (text.startsWith("//", at)) {
    const end = text.indexOf("\n", at);
    return end === -1 ? text.length : end;
  }
  if (!text.startsWith("/*", at)) return at;
  const end = text.indexOf("*/", at + 2);
  return end === -1 ? text.length : end + 2;
}
