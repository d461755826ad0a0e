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
  if (isReference(value) || isPlaceholder(value) || isCode(value)) return false;
  let kinds = 0;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    kinds |= isDigit(code) ? 1 : isLower(code) ? 2 : isUpper(code) ? 4 : code > 0x7e ? 0 : 8;
  }
  const letters = (kinds & 6) !== 0;
  if (!letters) return kinds === 9;
  return (kinds & 1) !== 0 || (quoted && kinds >= 10 && /[!@#$%^&*+=~?]/.test(value));
}

/** Calls, members and paths of code: `user.password`, `a/b`, `x()`, and names of variables. */
function isCode(value: string): boolean {
  return (
    /^[A-Za-z_][\w]*([.:/\\-][A-Za-z_][\w]*)+$/.test(value) ||
    /[()[\]{}]/.test(value) ||
    /^[A-Z][A-Z_]+$/.test(value)
  );
}
