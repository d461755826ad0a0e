const quote = 0x22;
const backslash = 0x5c;
const firstPrintable = 0x20;

/** Offsets that a string scan reports beside its end; -1 where there is none. */
export interface StringFindings {
  /** The backslash of the first escaped surrogate without its other half. */
  loneSurrogate: number;
}

/**
 * Index of the first byte from `from` that ends a run of plain characters: a quote, a backslash, a control character
 * (none may stand in a string, RFC 8259 section 7), or the end of the text.
 */
export function endOfPlainRun(bytes: Uint8Array, from: number): number {
  const length = bytes.length;
  let at = from;
  while (at < length) {
    const byte = bytes[at] as number;
    if (byte === quote || byte === backslash || byte < firstPrintable) break;
    at += 1;
  }
  return at;
}

/**
 * Goes on with a string from its first byte that is not plain. Returns one past the closing quote, or `~offset` of
 * the byte that is no JSON. Surrogates without a partner are legal JSON and only noted.
 */
export function endOfString(bytes: Uint8Array, from: number, findings: StringFindings): number {
  let at = from;
  while (bytes[at] === backslash) {
    if (bytes[at + 1] === 0x75) {
      const unit = hexUnit(bytes, at + 2);
      if (unit < 0) return ~at;
      if (unit >= 0xd800 && unit <= 0xdfff) {
        if (unit < 0xdc00 && isLowSurrogate(bytes, at + 6)) at += 6;
        else if (findings.loneSurrogate < 0) findings.loneSurrogate = at;
      }
      at = endOfPlainRun(bytes, at + 6);
    } else {
      if (!isShortEscape(bytes[at + 1])) return ~at;
      at = endOfPlainRun(bytes, at + 2);
    }
  }
  return bytes[at] === quote ? at + 1 : ~at;
}

function isLowSurrogate(bytes: Uint8Array, at: number): boolean {
  if (bytes[at] !== backslash || bytes[at + 1] !== 0x75) return false;
  const unit = hexUnit(bytes, at + 2);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** The code unit of four hexadecimal digits, or -1. */
function hexUnit(bytes: Uint8Array, from: number): number {
  if (from + 4 > bytes.length) return -1;
  let unit = 0;
  for (let at = from; at < from + 4; at += 1) {
    const digit = hexDigit(bytes[at] as number);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}

/** One of `"` `\` `/` `b` `f` `n` `r` `t` after the backslash. */
function isShortEscape(byte: number | undefined): boolean {
  switch (byte) {
    case quote:
    case backslash:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return true;
    default:
      return false;
  }
}
