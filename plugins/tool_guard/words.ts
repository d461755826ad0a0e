/**
 * A folded text as a list of lower-case words, where `.` ends a sentence. Addresses stand as one word each: `@mail`, `@url`.
 * Names are split at underscores and where the case changes: `readFile` is `read file`.
 */
export function wordsOf(
  text: string,
  mostWords: number,
): { readonly words: readonly string[]; readonly cut: boolean } {
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (words.length >= mostWords) return { words, cut: true };
    if (isSpace(text.charCodeAt(at))) {
      if (text.charCodeAt(at) === newline && text.charCodeAt(at + 1) === newline) words.push(".");
      at++;
      continue;
    }
    let end = at + 1;
    while (end < text.length && end - at < longestChunk && !isSpace(text.charCodeAt(end))) end++;
    chunk(text.slice(at, end), words);
    at = end;
  }
  return { words, cut: false };
}

const newline = 0x0a;
/** Longer runs without a space are read in pieces. */
const longestChunk = 2000;
const mail = /^[^@]{0,80}[a-z0-9._+-]@[a-z0-9-]{1,60}\.[a-z0-9.-]{1,60}/i;

function chunk(piece: string, words: string[]): void {
  if (piece.includes("://")) words.push("@url");
  else if (piece.includes("@") && mail.test(piece)) words.push("@mail");
  else split(piece, words);
  const last = piece.charCodeAt(piece.length - 1);
  // . ! ? ; end a sentence, and so does : before a line of its own, which reads as a space here
  if (last === 0x2e || last === 0x21 || last === 0x3f || last === 0x3b) words.push(".");
}

function split(piece: string, words: string[]): void {
  let start = -1;
  let previous = 0;
  for (let index = 0; index <= piece.length; index++) {
    const code = index < piece.length ? piece.charCodeAt(index) : 0;
    const letter = isLetter(code);
    const turns = start >= 0 && isUpper(code) && isLower(previous);
    if (start >= 0 && (!letter || turns)) {
      words.push(piece.slice(start, index).toLowerCase());
      start = -1;
    }
    if (letter && start < 0) start = index;
    // "don't" is "dont"
    if (
      code === 0x27 &&
      start < 0 &&
      index > 0 &&
      isLetter(previous) &&
      isLetter(piece.charCodeAt(index + 1))
    ) {
      const base = words.pop() ?? "";
      let end = index + 1;
      while (end < piece.length && isLetter(piece.charCodeAt(end))) end++;
      words.push(base + piece.slice(index + 1, end).toLowerCase());
      index = end - 1;
    }
    previous = code;
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}
function isUpper(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}
function isLower(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}
function isLetter(code: number): boolean {
  return isUpper(code) || isLower(code) || (code >= 0x30 && code <= 0x39) || code > 0x7f;
}
