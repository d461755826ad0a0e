import { isAlphanumeric, isSpace } from "./characters.ts";
import type { Span } from "./form.ts";

/** What every block of a key or certificate begins with. */
export const blockBegin = "-----BEGIN ";
/** The first line of PuTTY's key files. */
export const puttyBegin = "PuTTY-User-Key-File-";

/**
 * Reads the private keys of one text: PKCS#1, PKCS#8 (encrypted ones too), SEC 1, OpenSSH, PGP and PuTTY. A block begins
 * with its first line and ends with its last or, if that is cut off, where base64 ends. A block without a body is none.
 * Calls must come in the order of their places.
 */
export function blockReader(text: string): (at: number) => Span | undefined {
  const endingAfter = nextPlace(text, "-----END ");
  const linesAfter = nextPlace(text, puttyLines);
  return (at) => {
    if (text.startsWith(puttyBegin, at)) return puttyBlock(text, at, linesAfter(at));
    const title = titleEnd(text, at + blockBegin.length);
    if (title === undefined) return undefined;
    const { end, count } = bodyEnd(text, title);
    if (count < shortestBody) return undefined;
    const last = endingAfter(title);
    const closed = last - end <= 8 ? text.indexOf("-----", last + 9) : -1;
    return { start: at, end: closed !== -1 && closed - last < 64 ? closed + 5 : end, body: title };
  };
}

/** The next place of a word from a position on, for positions that go up; infinity if there is none. Reads the text once. */
function nextPlace(text: string, word: string): (from: number) => number {
  let place = -1;
  return (from) => {
    if (place < from) {
      const found = text.indexOf(word, from);
      place = found === -1 ? Number.POSITIVE_INFINITY : found;
    }
    return place;
  };
}

const shortestBody = 40;
const longestBody = 32_768;
const longestTitle = 48;

/** End of `RSA PRIVATE KEY-----`. */
function titleEnd(text: string, from: number): number | undefined {
  let end = from;
  while (end - from < longestTitle && text.charCodeAt(end) !== 0x2d) end++;
  const title = text.slice(from, end);
  const isKey = title.endsWith("PRIVATE KEY") || title === "PGP PRIVATE KEY BLOCK";
  return isKey && text.startsWith("-----", end) ? end + 5 : undefined;
}

/** Reads base64 with the line ends, escapes of such, quotes and headers (`Proc-Type: 4,ENCRYPTED`) that stand in it. */
function bodyEnd(text: string, from: number): { end: number; count: number } {
  let count = 0;
  let end = from;
  for (let index = from; index - from < longestBody; index++) {
    const code = text.charCodeAt(index);
    if (isAlphanumeric(code) || code === 0x2b || code === 0x2f || code === 0x3d) {
      count++;
      end = index + 1;
    } else if (!isSpace(code) && !"\\\"'`,:;.#*>|()-_".includes(text.charAt(index) || "!")) break;
    if (code === 0x2d && text.startsWith("-----", index)) break;
  }
  return { end, count };
}

const puttyLines = "Private-Lines:";

function puttyBlock(text: string, at: number, secret: number): Span | undefined {
  if (secret - at > longestBody) return undefined;
  const body = secret + puttyLines.length;
  const { end, count } = bodyEnd(text, body);
  return count < shortestBody ? undefined : { start: at, end, body };
}
