/** RFC 4648 §6 without padding, in lower case: letters and digits that a model copies without a slip. */
const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

export function writeBase32(bytes: Uint8Array): string {
  let text = "";
  let rest = 0;
  let bits = 0;
  for (const byte of bytes) {
    rest = ((rest & 0x1f) << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += alphabet[(rest >> (bits - 5)) & 0x1f];
  }
  return bits === 0 ? text : text + alphabet[(rest << (5 - bits)) & 0x1f];
}

/** Undefined for a text that `writeBase32` does not write: each token has one spelling. */
export function readBase32(text: string): Buffer | undefined {
  const bytes = Buffer.alloc(Math.floor((text.length * 5) / 8));
  let rest = 0;
  let bits = 0;
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (!isBase32(code)) return undefined;
    rest = ((rest & 0xff) << 5) | (code >= 0x61 ? code - 0x61 : code - 0x32 + 26);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[length++] = (rest >> bits) & 0xff;
    }
  }
  return bits < 5 && (rest & ((1 << bits) - 1)) === 0 ? bytes : undefined;
}

export function isBase32(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x32 && code <= 0x37);
}
