/** SQL's tokens, as any of its dialects writes them: nothing is an error, and the end comes in linear time. */

export type TokenKind =
  | "number"
  | "string"
  | "name"
  | "quoted-name"
  | "variable"
  | "operator"
  | "("
  | ")"
  | ","
  | ";"
  | "."
  | "comment"
  | "other"
  | "end";

/**
 * @property word  upper case of a name, the operator itself, else empty
 * @property open  a string that has no end, or a comment with nothing after it
 * @property quote the mark around a string
 * @property start index of the first character, `end` of the one after the last
 */
export interface Token {
  readonly kind: TokenKind;
  readonly word: string;
  readonly start: number;
  readonly end: number;
  readonly open?: boolean;
  readonly quote?: string;
}

/**
 * @property backslash a backslash keeps the next mark from ending a string (MySQL, unless told otherwise)
 * @property double    `"` starts a string (MySQL) rather than a name (everybody else)
 */
export interface Dialect {
  readonly backslash: boolean;
  readonly double: boolean;
}

export interface TokenReader {
  next(): Token;
}

const operators = new Set([
  "<=>",
  "->>",
  "!~*",
  "<>",
  "!=",
  "^=",
  ">=",
  "<=",
  "==",
  "||",
  "&&",
  "<<",
  ">>",
  "::",
  ":=",
  "~*",
  "!~",
  "->",
  "@>",
  "<@",
  "*=",
  "+=",
  "-=",
  "!<",
  "!>",
]);
const operatorMarks = "+-*/%=<>!~^&|:?@";
/** SQL Server's limit is 128 characters. */
const longestName = 130;

/** Reads tokens one by one from an index on. */
export function tokensOf(text: string, dialect: Dialect, from = 0): TokenReader {
  let at = from;
  // `/*!50000 … */` is code to MySQL
  let conditional = false;

  function next(): Token {
    for (;;) {
      while (at < text.length && isSpace(text.charCodeAt(at))) at++;
      if (at >= text.length) return { kind: "end", word: "", start: at, end: at };
      const code = text.charCodeAt(at);
      if (code !== 0x2f && code !== 0x2a) return token(code);
      if (text.startsWith("/*", at)) {
        if (text[at + 2] === "!") {
          conditional = true;
          at += 3;
          while (isDigit(text.charCodeAt(at))) at++;
          continue;
        }
        const close = text.indexOf("*/", at + 2);
        if (close === -1) return comment(true);
        at = close + 2;
        continue;
      }
      if (conditional && text.startsWith("*/", at)) {
        conditional = false;
        at += 2;
        continue;
      }
      return token(code);
    }
  }

  function comment(toEnd: boolean): Token {
    const start = at;
    const line = toEnd ? -1 : text.indexOf("\n", at);
    at = line === -1 ? text.length : line + 1;
    return { kind: "comment", word: "", start, end: at, open: line === -1 };
  }

  function take(kind: TokenKind, end: number, word = ""): Token {
    const start = at;
    at = end;
    return { kind, word, start, end };
  }

  function token(code: number): Token {
    if (isNameStart(code)) {
      let end = at + 1;
      while (isNamePart(text.charCodeAt(end))) end++;
      return take("name", end, text.slice(at, Math.min(end, at + 64)).toUpperCase());
    }
    const mark = text[at] as string;
    if (code === 0) {
      const start = at;
      at = text.length;
      return { kind: "comment", word: "", start, end: at, open: true };
    }
    if (text.startsWith("--", at) || mark === "#") return comment(false);
    if (mark === "'" || (mark === '"' && dialect.double)) return quoted("string", mark);
    if (mark === '"' || mark === "`") return quoted("quoted-name", mark);
    if (mark === "[") {
      let close = at + 1;
      while (close - at <= longestName && close < text.length && text.charCodeAt(close) !== 0x5d) close++;
      return text[close] === "]" ? take("quoted-name", close + 1) : take("other", at + 1);
    }
    if (isDigit(code) || (mark === "." && isDigit(text.charCodeAt(at + 1)))) return number();
    if (mark === "@" || mark === ":" || mark === "$") {
      let end = at + 1;
      while (text[end] === "@") end++;
      if (isNamePart(text.charCodeAt(end)) || text[end] === "`") {
        while (isNamePart(text.charCodeAt(end)) || text[end] === "`" || text[end] === ".") end++;
        if (mark !== ":" || text[at + 1] !== ":")
          return take("variable", end, text.slice(at, Math.min(end, at + 64)).toUpperCase());
      }
    }
    if ("(),;.".includes(mark)) return take(mark as TokenKind, at + 1);
    if (operatorMarks.includes(mark)) {
      const isLonger = operatorMarks.includes(text[at + 1] ?? " ");
      for (const length of isLonger ? [3, 2] : []) {
        const word = text.slice(at, at + length);
        if (operators.has(word)) return take("operator", at + length, word);
      }
      return take("operator", at + 1, mark);
    }
    if (mark === "{" || mark === "}") return take("other", at + 1, mark);
    return take("other", at + 1);
  }

  function number(): Token {
    let end = at;
    if (text[end] === "0" && (text[end + 1] === "x" || text[end + 1] === "X")) {
      end += 2;
      while (isNamePart(text.charCodeAt(end))) end++;
      return take("number", end);
    }
    while (isDigit(text.charCodeAt(end)) || text[end] === ".") end++;
    if (text[end] === "e" || text[end] === "E") {
      let exponent = end + 1;
      if (text[exponent] === "+" || text[exponent] === "-") exponent++;
      if (isDigit(text.charCodeAt(exponent))) {
        end = exponent;
        while (isDigit(text.charCodeAt(end))) end++;
      }
    }
    // `1or 1=1` is read as two words by MySQL; `12b` is no number of anybody's, and no name
    if (isNameStart(text.charCodeAt(end))) {
      let word = end;
      while (isNamePart(text.charCodeAt(word))) word++;
      if (!glued.has(text.slice(end, Math.min(word, end + 8)).toUpperCase())) return take("other", word);
    }
    return take("number", end);
  }

  function quoted(kind: TokenKind, quote: string): Token {
    const start = at;
    at = endOfQuoted(text, at + 1, quote, dialect.backslash);
    const open = at > text.length;
    at = Math.min(at, text.length);
    return { kind, word: "", start, end: at, quote, ...(open ? { open } : {}) };
  }

  return { next };
}

const glued = new Set([
  "OR",
  "AND",
  "UNION",
  "XOR",
  "DIV",
  "LIKE",
  "ORDER",
  "GROUP",
  "HAVING",
  "LIMIT",
  "RLIKE",
  "WHERE",
]);

/** Index after the mark that ends what starts at `from`; beyond the text's length when none does. A doubled mark stands for itself. */
export function endOfQuoted(text: string, from: number, quote: string, backslash: boolean): number {
  for (let index = from; index < text.length; index++) {
    const mark = text[index];
    if (mark === "\\" && backslash) index++;
    else if (mark === quote) {
      if (text[index + 1] !== quote) return index + 1;
      index++;
    }
  }
  return text.length + 1;
}

function isSpace(code: number): boolean {
  return (
    (code > 0 && code <= 0x20) ||
    code === 0xa0 ||
    code === 0x3000 ||
    code === 0xfeff ||
    (code >= 0x2000 && code <= 0x200b)
  );
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isNameStart(code: number): boolean {
  return (
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x5f ||
    (code >= 0xc0 && code !== 0xfffd && code < 0x2000) ||
    (code >= 0x3040 && code < 0xff00)
  );
}

function isNamePart(code: number): boolean {
  return isNameStart(code) || isDigit(code) || code === 0x24;
}
