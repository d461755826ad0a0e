import { textSpellings } from "plugins-adapter/framework";

/** What is wrong with a text that may be a path, in words. */
export type PathIssue =
  | "traversal"
  | "encoded traversal"
  | "a null byte"
  | "a file URI"
  | "a stream wrapper"
  | "a device or share"
  | "an absolute path"
  | "a sensitive file"
  | "a denied path"
  | "a path longer than any";

/**
 * A text as file systems and web servers come to read it: percent escapes, `0x2e` and `\x2e` in the place of escapes,
 * and letters that older Windows code pages make dots and slashes of.
 */
export function pathSpellings(text: string): readonly string[] {
  const spellings = new Set<string>();
  for (const spelling of textSpellings(text)) {
    spellings.add(spelling);
    const decoded = bestFit(hexDecoded(spelling));
    if (decoded !== spelling) spellings.add(decoded);
  }
  return [...spellings];
}

/** `0x2e`, `\x2e`, `\u002e`, `&#46;` and `\056` for the characters that paths are made of, and no others. */
function hexDecoded(text: string): string {
  if (!/x2|x5|x0|\\u|\\0|\\1|&#/i.test(text)) return text;
  return text.replace(
    /(?:0x|\\x|x)(2e|2f|5c|00)|\\u00(2e|2f|5c|00)|&#x0{0,4}(2e|2f|5c);?|&#0{0,4}(46|47|92);?|\\(056|057|134)/gi,
    (_all, plain?: string, unicode?: string, entity?: string, decimal?: string, octal?: string) => {
      const code = plain ?? unicode ?? entity;
      if (code !== undefined) return fromHex(code);
      return String.fromCharCode(decimal === undefined ? Number.parseInt(octal ?? "", 8) : Number(decimal));
    },
  );
}

function fromHex(code: string): string {
  return String.fromCharCode(Number.parseInt(code, 16));
}

/** Characters that code pages map to dots and slashes: full-width forms, division and fraction slashes, leaders. */
function bestFit(text: string): string {
  if (!/[\uff0e\u2024\ufe52\u2025\uff0f\u2044\u2215\u29f8\uff3c\u2216\ufe68\u29f5]/.test(text)) return text;
  return text.replace(
    /[\uff0e\u2024\ufe52\u2025\uff0f\u2044\u2215\u29f8\uff3c\u2216\ufe68\u29f5]/g,
    (mark) => bestFits[mark] ?? mark,
  );
}

const bestFits: Readonly<Record<string, string>> = {
  "\uff0e": ".",
  "\u2024": ".",
  "\ufe52": ".",
  "\u2025": "..",
  "\uff0f": "/",
  "\u2044": "/",
  "\u2215": "/",
  "\u29f8": "/",
  "\uff3c": "\\",
  "\u2216": "\\",
  "\ufe68": "\\",
  "\u29f5": "\\",
};

/** Steps up: two or more dots between separators, or dots and separators in numbers that no path has. */
export function climbs(text: string): boolean {
  for (let at = text.indexOf(".."); at !== -1; at = text.indexOf("..", at + 1)) {
    if (at > 0 && text[at - 1] === ".") continue;
    let end = at;
    while (text[end] === ".") end++;
    const dots = end - at;
    const before = at === 0 ? "" : (text[at - 1] as string);
    const after = end === text.length ? "" : (text[end] as string);
    const opens = before === "" || isSeparator(before) || "=:;\"'([,<>|\0 \t\n".includes(before);
    if (!opens) continue;
    if (dots === 2) {
      // `..` alone is the parent folder; in prose two dots stand before a space
      if (isSeparator(after) && !(isRange(text, at, end) && before !== "/" && before !== "\\")) return true;
      if (after === "" && text.length === 2) return true;
      // nothing in a folder has a name that starts with two dots
      if (isSeparator(before) && !" \t\n\r)\"'".includes(after || "x")) return true;
      if ((after === ";" || after === "\0" || after === "%") && isSeparator(before)) return true;
      if (after === ";" && isSeparator(text[end + 1] ?? "")) return true;
    } else if (isSeparator(after) && (dots % 2 === 0 || isSeparator(before)) && isFilter(text, end, before)) {
      return true;
    } else if (dots % 2 === 0 && isSeparator(before) && isWordStart(after)) {
      return true;
    } else if (dots > 8 && isSeparator(before)) {
      return true;
    }
  }
  return false;
}

/** `..../` survives a filter that takes `../` out once; three dots and a slash are an ellipsis unless they are repeated. */
function isFilter(text: string, end: number, before: string): boolean {
  return isSeparator(before) || isSeparator(text[end + 1] ?? "") || text[end + 1] === ".";
}

/** `1../2`: a range or a sentence rather than a step. */
function isRange(text: string, at: number, end: number): boolean {
  return text[at - 1] === " " && (text[end + 1] ?? " ") === " ";
}

function isWordStart(mark: string): boolean {
  return /^[A-Za-z0-9_{$<%]$/.test(mark);
}

export function isSeparator(mark: string): boolean {
  return mark === "/" || mark === "\\";
}

/** Separators and single dots beyond what any path has: fillers that push an extension out, or evade a filter. */
export function isPadded(text: string): boolean {
  let run = 0;
  let slashes = 0;
  let same = 0;
  for (let at = 0; at < text.length; at++) {
    const mark = text[at] as string;
    if (isSeparator(mark)) slashes++;
    same = mark === text[at - 1] ? same + 1 : 1;
    if (same > 150 && at > 0 && isSeparator(text[0] as string)) return true;
    if (isSeparator(mark) || mark === ".") run++;
    else run = 0;
    if (run === 5 && slashes === 5 && at === 4) return /[^/\\]/.test(text);
    if (
      run >= 8 &&
      slashes >= 4 &&
      (text.includes("./") || text.includes(".\\") || text.includes("//")) &&
      !isScheme(text, at - run)
    )
      return true;
  }
  return false;
}

/** `https://` and rulers of slashes are none. */
function isScheme(text: string, at: number): boolean {
  return /^[/]+$/.test(text) || text[at] === ":";
}

/** Whether a text is one path rather than a sentence with a path in it: it starts as one and has no line's end. */
export function isPath(text: string): boolean {
  if (text.length === 0 || text.length > 8192 || /[\n\r\t]/.test(text)) return false;
  if (/^(?:[/\\]|~[/\\]|[A-Za-z]:[/\\])/.test(text)) return !/\s\S+\s\S+\s\S+\s/.test(text);
  return /[/\\]/.test(text) && !/\s/.test(text);
}

/** Absolute: from the root, a drive, a share, a home folder. */
export function isAbsolute(path: string): boolean {
  return /^(?:[/\\]|~(?:[A-Za-z0-9_-]{0,32})?[/\\]|[A-Za-z]:[/\\])/.test(path);
}

/** Without single dots, empty steps and inner `..`, with `/` between the steps. */
export function normalizedPath(path: string): string {
  const steps: string[] = [];
  for (const step of path.replaceAll("\\", "/").split("/")) {
    if (step === "" || step === ".") continue;
    if (step === "..") steps.pop();
    else steps.push(step);
  }
  return `/${steps.join("/")}`;
}
