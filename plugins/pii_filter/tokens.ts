import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  timingSafeEqual,
} from "node:crypto";
import { isBase32, readBase32, writeBase32 } from "./base32.ts";
import { type Finding, piiTypes } from "./finding.ts";

/**
 * Tokens that stand for values, and can be turned back by whoever has the key, in the scope that they were made in. A
 * token is the value itself, encrypted: nothing is kept, so that nothing can run full, get lost or be read by others,
 * and replicas agree that have one key.
 *
 * The construction is SIV's (Rogaway and Shrimpton, "Deterministic Authenticated-Encryption", 2006): the first 96 bits of
 * HMAC-SHA-256 of the value are initialisation vector and check at once, AES-256-CTR encrypts. So one value has one token
 * in its scope, and no token can be made or changed without the key.
 */
export interface Tokens {
  /** Undefined for a value that is too long for a token. */
  seal(type: Finding["type"], value: string): string | undefined;
  /**
   * Each token of this scope in the text, in order. What only looks like one, or is of another scope, is none.
   * @param isWanted called in order; by default all are
   */
  within(text: string, isWanted?: (start: number, end: number) => boolean): readonly Token[];
}

/** @property end exclusive */
export interface Token {
  readonly start: number;
  readonly end: number;
  readonly type: Finding["type"];
  readonly value: string;
}

/** A type is one byte in a token: its place here. */
const tokenTypes: readonly Finding["type"][] = [...piiTypes, "custom"];

/** @param scope whose tokens these are: another scope's cannot be told from random ones */
export function tokensOf(key: Uint8Array, scope: string): Tokens {
  // As key objects: with bytes in their place opening a token took six times as long.
  const scoped = createSecretKey(hmac(createSecretKey(key), `scope:${scope}`));
  const checking = createSecretKey(hmac(scoped, "check"));
  const encrypting = createSecretKey(hmac(scoped, "encrypt"));

  return {
    seal(type, value) {
      const plain = Buffer.from(`${String.fromCharCode(tokenTypes.indexOf(type))}${value}`, "utf8");
      // Half a surrogate pair has no bytes: another value would come back.
      if (plain.length > mostBytes || plain.toString("utf8", 1) !== value) return undefined;
      const check = checkOf(checking, plain);
      const cipher = createCipheriv("aes-256-ctr", encrypting, vectorOf(check));
      return `${opening}${writeBase32(Buffer.concat([check, cipher.update(plain), cipher.final()]))}${closing}`;
    },
    within(text, isWanted = () => true) {
      const tokens: Token[] = [];
      for (let start = text.indexOf(opening); start !== -1; ) {
        const from = start + opening.length;
        const end = bodyEnd(text, from);
        const isToken = text[end] === closing && isWanted(start, end + closing.length);
        const opened = isToken ? open(text.slice(from, end), checking, encrypting) : undefined;
        if (opened !== undefined) tokens.push({ start, end: end + closing.length, ...opened });
        start = text.indexOf(opening, end);
      }
      return tokens;
    },
  };
}

/** Whether there may be a token in the text, of whatever scope. */
export function hasTokens(text: string): boolean {
  return text.includes(opening);
}

const opening = "[TOKEN:";
const closing = "]";
const checkBytes = 12;
const mostBytes = 512;
const mostCharacters = Math.ceil(((checkBytes + mostBytes) * 8) / 5);

function bodyEnd(text: string, from: number): number {
  let end = from;
  while (end - from < mostCharacters && isBase32(text.charCodeAt(end))) end++;
  return end;
}

function open(
  body: string,
  checking: KeyObject,
  encrypting: KeyObject,
): Pick<Token, "type" | "value"> | undefined {
  const bytes = readBase32(body);
  if (bytes === undefined || bytes.length <= checkBytes) return undefined;
  const check = bytes.subarray(0, checkBytes);
  const decipher = createDecipheriv("aes-256-ctr", encrypting, vectorOf(check));
  const plain = Buffer.concat([decipher.update(bytes.subarray(checkBytes)), decipher.final()]);
  if (!timingSafeEqual(checkOf(checking, plain), check)) return undefined;
  const type = tokenTypes[plain[0] ?? tokenTypes.length];
  return type === undefined ? undefined : { type, value: plain.toString("utf8", 1) };
}

function checkOf(key: KeyObject, plain: Uint8Array): Buffer {
  return hmac(key, plain).subarray(0, checkBytes);
}

/** The block counter begins at 0. */
function vectorOf(check: Uint8Array): Buffer {
  return Buffer.concat([check, Buffer.alloc(16 - checkBytes)]);
}

function hmac(key: KeyObject, data: string | Uint8Array): Buffer {
  return createHmac("sha256", key).update(data).digest();
}
