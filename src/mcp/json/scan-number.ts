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
  // Five bytes suffice to be infinite (9e308), but few mantissa digits and two of the exponent do not.
  if (to - from < 5) return true;
  const mark = exponentMark(bytes, from, to);
  if (mark === to) {
    if (to - from <= 308) return true;
  } else if (mark - from <= 200) {
    const sign = bytes[mark + 1];
    const digits = sign === 0x2b || sign === 0x2d ? to - mark - 2 : to - mark - 1;
    if (digits <= 2) return true;
  }
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

function exponentMark(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && !isExponentMark(bytes[at])) at += 1;
  return at;
}

function isExponentMark(byte: number | undefined): boolean {
  return byte === 0x65 || byte === 0x45;
}
