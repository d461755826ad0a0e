/** A word as a shell has it in the end. */
export interface Word {
  /** Without quotes, backslashes and expansions to nothing inside. */
  readonly plain: string;
  readonly end: number;
  /** Something was taken out: a name written so that no filter knows it. */
  readonly obfuscated: boolean;
}

const maxWord = 256;

function charactersOf(marks: string): Uint8Array {
  const has = new Uint8Array(128);
  for (const mark of marks) has[mark.charCodeAt(0)] = 1;
  return has;
}

/** What may stand before a program's name: blanks, quotes, brackets. */
const opening = charactersOf(" \t\"'({!@+");
/** Where a word ends. */
const ending = charactersOf(" \t\r\n;|&<>()`,");
/** What makes a word be read mark by mark. */
const special = charactersOf("'\"^\\$+");

/** Index of the first character that may begin a word. */
export function skipOpening(text: string, from: number): number {
  let at = from;
  while (at - from < maxWord && opening[text.charCodeAt(at)] === 1) at++;
  return at;
}

export function readWord(text: string, from: number): Word {
  let end = from;
  while (end < text.length && end - from < maxWord) {
    const code = text.charCodeAt(end);
    if (ending[code] === 1) break;
    if (special[code] === 1) return readSpelledWord(text, from);
    end++;
  }
  return { plain: text.slice(from, end), end, obfuscated: false };
}

function readSpelledWord(text: string, from: number): Word {
  let plain = "";
  let obfuscated = false;
  let at = from;
  for (; at < text.length && at - from < maxWord; at++) {
    const mark = text[at] as string;
    if (ending[mark.charCodeAt(0)] === 1) break;
    // a space of web forms; `g++` and `c++` are names
    if (mark === "+" && text[at + 1] !== "+" && text[at - 1] !== "+") break;
    if (mark === "'" || mark === '"' || mark === "^") {
      const next = text.charCodeAt(at + 1);
      obfuscated ||= plain !== "" && (isLetterOrDigit(next) || next === 0x22 || next === 0x27);
      continue;
    }
    if (mark === "\\" && isInside(text, at) && !plain.includes(":")) {
      obfuscated = true;
      continue;
    }
    if (mark === "$") {
      const shown = text.slice(at, at + 32);
      if (/^\$(?:\{IFS[^}]{0,20}\}|IFS\b)/.test(shown)) {
        obfuscated = true;
        break;
      }
      const empty = /^\$(?:@|\*|[0-9]|\{[@*0-9]\}|\(\)|\{[A-Za-z_]\w{0,20}\}(?=[A-Za-z/]))/.exec(shown);
      if (empty !== null && plain !== "") {
        obfuscated = true;
        at += empty[0].length - 1;
        continue;
      }
    }
    plain += mark;
  }
  return { plain, end: at, obfuscated };
}

function isInside(text: string, at: number): boolean {
  return isLetterOrDigit(text.charCodeAt(at + 1)) && isLetterOrDigit(text.charCodeAt(at - 1));
}

/** Name without folder, extension and case. */
export function programName(word: string): string {
  const lower = word.toLowerCase();
  const name = lower.slice(Math.max(lower.lastIndexOf("/"), lower.lastIndexOf("\\")) + 1);
  return name.replace(/\.(?:exe|com|bat|cmd|sh|ps1)$/, "");
}

const binFolder =
  /^(?:\/|\.{1,2}\/|~\/|[a-z]:[\\/])?(?:[\w.?*[\]-]{1,64}[\\/]){0,8}(?:bin|sbin|system32|[?*[\]a-z]{3,8}[?*])[\\/][\w.?*[\]-]{1,64}$/;
/** `/???/??t`: a path spelled with wildcards alone. */
const wildcardPath = /^\/[a-z]{0,4}\?[a-z?*]{1,6}\/[\w?*[\]/]{1,64}$/;

/** A path, in lower case, to where programs are, or to a script here. */
export function isProgramPath(path: string): boolean {
  if (!path.includes("/") && !path.includes("\\")) return false;
  if (binFolder.test(path) || wildcardPath.test(path)) return true;
  return path.startsWith("./") && /\.(?:sh|py|pl|rb|exe|bin)$/.test(path);
}

export function isLetterOrDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}
