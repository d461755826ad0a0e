import { crc32 } from "node:zlib";

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/**
 * Tokens of GitHub and npm: the last six characters are the CRC-32 of those between the prefix and them, in base 62
 * ("Behind GitHub's new authentication token formats", 2021).
 */
export function hasCrc32Tail(token: string): boolean {
  const body = token.slice(token.lastIndexOf("_") + 1);
  return body.length > 6 && crc32Tail(body.slice(0, -6)) === body.slice(-6);
}

/** The check sum that belongs behind a token's body. */
export function crc32Tail(body: string): string {
  let rest = crc32(body);
  let tail = "";
  while (tail.length < 6) {
    tail = (base62[rest % 62] as string) + tail;
    rest = Math.floor(rest / 62);
  }
  return tail;
}

/** Bot tokens begin with the base64 of the bot's id, a number of 17 to 20 digits. */
export function beginsWithUserId(token: string): boolean {
  const id = Buffer.from(token.slice(0, token.indexOf(".")), "base64").toString("latin1");
  return /^\d{17,20}$/.test(id);
}

/** Slack's tokens end in eight letters and digits or more; in what only looks like one, words follow. */
export function endsInLongPart(token: string): boolean {
  const last = token.slice(token.lastIndexOf("-") + 1);
  return last.length >= 8 && /\d/.test(token.slice(5)) && !/^[a-z]+$/i.test(last);
}

/** Base64 of 32 bytes ends in `=`, in URLs escaped. */
export function isPadded(token: string): boolean {
  return token.endsWith("=") || token.toLowerCase().endsWith("%3d");
}

/** Holds base64 of a JSON object, or of base64 of one: `eyJ…` and `ZXlK…`. */
export function hasJsonPart(token: string): boolean {
  const at = Math.max(token.indexOf("eyJ"), token.indexOf("ZXlK"));
  const decoded = Buffer.from(token.slice(Math.max(at, 0), at + 64), "base64").toString("latin1");
  return decoded.startsWith('{"') || decoded.startsWith("eyJ");
}
