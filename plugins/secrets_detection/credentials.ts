import { isAlphanumeric, isSpace } from "./characters.ts";
import { beginsHere, type Span } from "./form.ts";
import { isReference } from "./passwords.ts";
import { isPlaceholder } from "./randomness.ts";

/** A signed or encrypted JSON Web Token (RFC 7515 §3.1, RFC 7516 §3.1) that begins at `at`: its header names an algorithm. */
export function jwtAt(text: string, at: number): Span | undefined {
  if (!beginsHere(text, at) || text.charAt(at - 1) === "." || text.charAt(at - 1) === "-") return undefined;
  const parts: number[] = [];
  let end = at;
  for (;;) {
    const from = end;
    while (end - at < longestToken && isUrlSafe(text.charCodeAt(end))) end++;
    parts.push(end - from);
    if (parts.length === 5 || text.charCodeAt(end) !== 0x2e) break;
    if (!isUrlSafe(text.charCodeAt(end + 1)) && parts.length !== 2) break;
    end++;
  }
  const [head = 0, body = 0, signature = 0] = parts;
  if (parts.length < 3 || head < 15 || (body < 10 && signature < 10)) return undefined;
  return namesAlgorithm(text.slice(at, at + head)) ? { start: at, end, body: at + head } : undefined;
}

const longestToken = 16_384;

function namesAlgorithm(head: string): boolean {
  const header = Buffer.from(head.slice(0, 2048), "base64url").toString("latin1");
  return header.startsWith("{") && (header.includes('"alg"') || header.includes('"typ"'));
}

/** What follows `Bearer ` or `Basic ` from `from` on, if it can be a credential. */
export function authorizationAt(text: string, from: number, scheme: "bearer" | "basic"): Span | undefined {
  let end = from;
  while (end - from < longestToken && isTokenPart(text.charCodeAt(end))) end++;
  const value = text.slice(from, end);
  if (value.length < (scheme === "basic" ? 8 : 16) || isPlaceholder(value)) return undefined;
  const fits = scheme === "basic" ? isUserAndPassword(value) : hasDigitAndLetter(value);
  return fits ? { start: from, end, body: from } : undefined;
}

/** `token68` of RFC 9110 §11.2. */
function isTokenPart(code: number): boolean {
  return isUrlSafe(code) || code === 0x2b || code === 0x2f || code === 0x3d || code === 0x2e || code === 0x7e;
}

/** Base64 of `user:password`: words (`Basic Operations`) decode to bytes that no text has. */
function isUserAndPassword(value: string): boolean {
  const padding = value.indexOf("=");
  if ((padding === -1 ? value.length : padding) % 4 === 1) return false;
  const decoded = Buffer.from(value, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  if (colon === -1 || colon === decoded.length - 1) return false;
  for (let index = 0; index < decoded.length; index++) {
    const code = decoded.charCodeAt(index);
    if (code < 0x20 || code === 0x7f || code === 0xfffd) return false;
  }
  return !isPlaceholder(decoded) && !/^[A-Z]+(?:_[A-Z]+)+$/.test(decoded.slice(colon + 1));
}

function hasDigitAndLetter(value: string): boolean {
  return /\d/.test(value) && /[A-Za-z]/.test(value);
}

/** The password in `scheme://user:password@host`, whose `://` is at `at`. */
export function urlPasswordAt(text: string, at: number): Span | undefined {
  if (!isAlphanumeric(text.charCodeAt(at - 1))) return undefined;
  let colon = -1;
  let sign = -1;
  for (let index = at + 3; index - at < longestUserInfo; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x40) sign = index;
    else if (code === 0x3a && colon === -1 && sign === -1) colon = index;
    else if (!isUserInfo(code)) break;
  }
  if (colon === -1 || sign <= colon + 1 || !isAlphanumeric(text.charCodeAt(sign + 1))) return undefined;
  const password = text.slice(colon + 1, sign);
  if (isReference(password) || isPlaceholder(password) || isStandIn(password)) return undefined;
  if (password === text.slice(at + 3, colon) || text.startsWith("example.", sign + 1)) return undefined;
  return { start: colon + 1, end: sign, body: colon + 1 };
}

const longestUserInfo = 300;

/** Not where a URL, its user or password ends: white space, quotes, slashes, brackets. */
function isUserInfo(code: number): boolean {
  return (
    code > 0x20 &&
    code !== 0x2f &&
    code !== 0x22 &&
    code !== 0x27 &&
    code !== 0x3c &&
    code !== 0x3e &&
    code !== 0x60
  );
}

/** Words that documentation puts where a password goes. */
function isStandIn(password: string): boolean {
  return standIns.has(password.toLowerCase()) || password.length < 3;
}

const standIns: ReadonlySet<string> = new Set(
  "password passwd pass pwd secret token user username admin test xxx *** pw mypassword yourpassword port".split(
    " ",
  ),
);

/** The password in `-u user:password`, from behind the option on. */
export function commandPasswordAt(text: string, from: number): Span | undefined {
  let start = from;
  while (start - from < 4 && (isSpace(text.charCodeAt(start)) || text.charAt(start) === "=")) start++;
  const quote = text.charAt(start) === '"' || text.charAt(start) === "'" ? text.charAt(start++) : undefined;
  let colon = -1;
  let end = start;
  while (end - start < longestUserInfo && end < text.length) {
    const char = text.charAt(end);
    if (quote === undefined ? isSpace(text.charCodeAt(end)) || char === '"' || char === "'" : char === quote)
      break;
    if (char === "\n") return undefined;
    if (char === ":" && colon === -1) colon = end;
    end++;
  }
  if (colon === -1) return undefined;
  const password = text.slice(colon + 1, end);
  if (password.length < 6 || /[\s/]/.test(password)) return undefined;
  if (
    isReference(password) ||
    isReference(text.slice(start, colon)) ||
    isPlaceholder(password) ||
    isStandIn(password)
  )
    return undefined;
  return /[\d!@#%^&*+=~]/.test(password) ? { start: colon + 1, end, body: colon + 1 } : undefined;
}

function isUrlSafe(code: number): boolean {
  return isAlphanumeric(code) || code === 0x2d || code === 0x5f;
}
