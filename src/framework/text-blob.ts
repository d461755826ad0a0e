import { isUtf8 } from "node:buffer";

/** How a blob's bytes spell text. `utf16` starts with a byte order mark. */
export type BlobEncoding = "utf8" | "utf16le" | "utf16be" | "latin1";

/**
 * What a base64 value holds.
 * @property wellFormed whether it is base64 (or its URL-safe form) and nothing else
 * @property text       its bytes as text; absent when they are not
 */
export interface Blob {
  readonly wellFormed: boolean;
  readonly text?: string;
  readonly encoding: BlobEncoding;
}

/** Decodes leniently, as readers of MCP messages do: white space and missing padding do not hide a text. */
export function decodeBlob(base64: string): Blob {
  const wellFormed = isBase64(base64);
  const bytes = Buffer.from(base64, "base64");
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return { wellFormed, text: bytes.toString("utf16le", 2), encoding: "utf16le" };
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const even = Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)));
    return { wellFormed, text: even.swap16().toString("utf16le"), encoding: "utf16be" };
  }
  if (isUtf8(bytes)) return { wellFormed, text: bytes.toString("utf8"), encoding: "utf8" };
  // An old one-byte code page has no control characters; an image or archive has some in its first bytes.
  if (hasControls(bytes)) return { wellFormed, encoding: "latin1" };
  return { wellFormed, text: bytes.toString("latin1"), encoding: "latin1" };
}

/** The opposite of `decodeBlob`; undefined when the encoding has no form for the text. */
export function encodeBlob(text: string, encoding: BlobEncoding): string | undefined {
  switch (encoding) {
    case "utf8":
      return Buffer.from(text, "utf8").toString("base64");
    case "utf16le":
      return Buffer.from(`\ufeff${text}`, "utf16le").toString("base64");
    case "utf16be":
      return Buffer.from(`\ufeff${text}`, "utf16le").swap16().toString("base64");
    case "latin1":
      return isLatin1(text) ? Buffer.from(text, "latin1").toString("base64") : undefined;
  }
}

function isBase64(text: string): boolean {
  let end = text.length;
  while (end > 0 && (text.charCodeAt(end - 1) === 0x3d || isSpace(text.charCodeAt(end - 1)))) end--;
  for (let index = 0; index < end; index++) {
    const code = text.charCodeAt(index);
    const letter = code | 0x20;
    const inAlphabet =
      (letter >= 0x61 && letter <= 0x7a) ||
      (code >= 0x30 && code <= 0x39) ||
      code === 0x2b ||
      code === 0x2f ||
      code === 0x2d ||
      code === 0x5f ||
      isSpace(code);
    if (!inAlphabet) return false;
  }
  return true;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function hasControls(bytes: Uint8Array): boolean {
  for (const byte of bytes) {
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c) return true;
  }
  return false;
}

function isLatin1(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0xff) return false;
  }
  return true;
}
