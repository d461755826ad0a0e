const zero = 0x30;

/** Returns one past the number that starts at `from` (RFC 8259 section 6), or `~offset` of the byte that is no JSON. */
export function endOfNumber(bytes: Uint8Array, from: number): number {
  let at = bytes[from] === 0x2d ? from + 1 : from;
  if (bytes[at] === zero) {
    at += 1;
  } else {
    const digits = endOfDigits(bytes, at);
    if (digits === at) return ~at;
    at = digits;
  }
  if (bytes[at] === 0x2e) {
    const digits = endOfDigits(bytes, at + 1);
    if (digits === at + 1) return ~digits;
    at = digits;
  }
  if (isExponentMark(bytes[at])) {
    const sign = bytes[at + 1];
    const first = sign === 0x2b || sign === 0x2d ? at + 2 : at + 1;
    at = endOfDigits(bytes, first);
    if (at === first) return ~at;
  }
  return at;
}

/** Whether a number is finite when read as a double. `from` and `to` are the span of a valid number. */
export function isFiniteNumber(bytes: Buffer, from: number, to: number): boolean {
  // 308 digits without an exponent stay below 1e308; with one, five bytes suffice (9e308).
  if (to - from < 5) return true;
  if (to - from <= 308 && !hasExponent(bytes, from, to)) return true;
  return Number.isFinite(Number(bytes.toString("latin1", from, to)));
}

function endOfDigits(bytes: Uint8Array, from: number): number {
  const length = bytes.length;
  let at = from;
  while (at < length) {
    const byte = bytes[at] as number;
    if (byte < zero || byte > 0x39) break;
    at += 1;
  }
  return at;
}

function hasExponent(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (isExponentMark(bytes[at])) return true;
  return false;
}

function isExponentMark(byte: number | undefined): boolean {
  return byte === 0x65 || byte === 0x45;
}
