import { isDigit, isLower, isUpper } from "./characters.ts";
import { isPlaceholder } from "./randomness.ts";

/** Whether a value is written where a program would read it from, or is made by one: `${DB_PASSWORD}`, `getToken()`. */
export function isReference(value: string): boolean {
  const first = value.charAt(0);
  if (first === "$" || first === "@" || first === "<" || first === "{" || first === "%") return true;
  return references.some((mark) => value.includes(mark));
}

const references = [
  "${",
  "$(",
  "{{",
  "<%",
  "#{",
  "env.",
  "environ",
  "getenv",
  "secrets.",
  "vault:",
  "arn:aws",
  "://",
  "process.",
  "urn:",
];

/**
 * Whether a value can be somebody's password: six characters or more of at least two kinds, no words alone. Unquoted
 * ones are taken for words and code more easily.
 */
export function looksLikePassword(value: string, quoted: boolean): boolean {
  if (value.length < (quoted ? 6 : 8) || value.length > 128 || value.includes(" ")) return false;
  if (isReference(value) || isPlaceholder(value) || isCode(value) || isSpelledOut(value)) return false;
  let kinds = 0;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    kinds |= isDigit(code) ? 1 : isLower(code) ? 2 : isUpper(code) ? 4 : code > 0x7e ? 0 : 8;
  }
  const letters = (kinds & 6) !== 0;
  if (!letters) return kinds === 9;
  return (kinds & 1) !== 0 || (quoted && kinds >= 10 && /[!@#$%^&*+=~?]/.test(value));
}

/**
 * Whether a value's letters spell nothing but what it is (`TopSecret1`, `newpassword99`, `secret123`): documentation's, and
 * nobody's secret if it were in use.
 */
function isSpelledOut(value: string): boolean {
  const letters = value.toLowerCase().replace(/[^a-z]+/g, "");
  if (letters.length < 4 || letters.length > longestSpelled) return false;
  // reached[n]: the first n letters are words
  const reached = new Uint8Array(letters.length + 1);
  reached[0] = 1;
  for (let from = 0; from < letters.length; from++) {
    if (reached[from] === 0) continue;
    for (const word of standInWords) if (letters.startsWith(word, from)) reached[from + word.length] = 1;
  }
  return reached[letters.length] === 1 && /pass|pwd|secret/.test(letters);
}

const longestSpelled = 40;
const standInWords =
  "password passwd passphrase pass pwd secret my your our new old another some test user username admin root top super very the this is a clear text plain generated db database example sample dummy default temp real app login account here not strong secure safe complex".split(
    " ",
  );

/** Calls, members and paths of code: `user.password`, `a/b`, `x()`, and names of variables. */
function isCode(value: string): boolean {
  return (
    /^[A-Za-z_][\w]*([.:/\\-][A-Za-z_][\w]*)+$/.test(value) ||
    /[()[\]{}]/.test(value) ||
    /^[A-Z][A-Z_]+$/.test(value)
  );
}
