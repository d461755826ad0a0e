/** Bits of what a character is to an encoding. */
export const digit = 1;
export const hexDigit = 2;
export const slashed = 4;
export const dashed = 8;
export const inUrl = 16;
/** By UTF-16 code unit. */
const classes = new Uint8Array(65_536);
for (const [characters, bits] of [
  ["0123456789abcdefABCDEF", digit | hexDigit | inUrl],
  ["ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ", digit | inUrl],
  ["+", slashed | inUrl],
  ["/", slashed],
  ["-_", dashed | inUrl],
  [".~*!'()", inUrl],
] as const) {
  for (const character of characters) classes[character.charCodeAt(0)] = bits;
}

/** The bits of the character there. */
export function classAt(text: string, at: number): number {
  return classes[text.charCodeAt(at)] as number;
}

/** Whether the character there is one of those; nothing is none. */
export function is(text: string, at: number, bits: number): boolean {
  return at >= 0 && at < text.length && ((classes[text.charCodeAt(at)] as number) & bits) !== 0;
}

/** Letters, digits and a few marks need no escape anywhere. */
export function mostArePlain(bytes: readonly number[]): boolean {
  const plain = bytes.filter((byte) => ((classes[byte] as number) & (digit | dashed)) !== 0);
  return plain.length * 2 >= bytes.length;
}

/** Whether two hexadecimal digits stand there. */
export function isPair(text: string, at: number): boolean {
  return is(text, at, hexDigit) && is(text, at + 1, hexDigit);
}

/** Their value. */
export function pair(text: string, at: number): number {
  return Number.parseInt(text.slice(at, at + 2), 16);
}
