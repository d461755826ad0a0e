/** Tests of one UTF-16 code unit; `NaN`, which `charCodeAt` yields outside of a text, passes none of them. */

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

export function isAsciiLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

export function isAlphanumeric(code: number): boolean {
  return isDigit(code) || isAsciiLetter(code);
}

export function isHexDigit(code: number): boolean {
  const lower = code | 0x20;
  return isDigit(code) || (lower >= 0x61 && lower <= 0x66);
}

/** Blank, tab, and the other white space that stays after folding. */
export function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** Letters of the European alphabets, whose words are set apart by spaces. */
export function isEuropeanLetter(code: number): boolean {
  return isAsciiLetter(code) || (code >= 0xc0 && code < 0x530);
}
