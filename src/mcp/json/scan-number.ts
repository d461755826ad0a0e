const zero = 0x30;
const nine = 0x39;

/**
 * Returns one past the integer and fraction of the number that starts at `from` (RFC 8259 section 6), or `~offset` of
 * the byte that is no JSON. An exponent may follow.
 */
export function endOfDecimal(bytes: Uint8Array, from: number): number {
  const { length } = bytes;
  let at = from;
  if (at < length && bytes[at] === 0x2d) at += 1;
  if (at < length && bytes[at] === zero) {
    at += 1;
  } else {
    const whole = at;
    at = endOfDigits(bytes, whole);
    if (at === whole) return ~at;
  }
  if (at < length && bytes[at] === 0x2e) {
    const fraction = at + 1;
    at = endOfDigits(bytes, fraction);
    if (at === fraction) return ~at;
  }
  return at;
}

/** Returns one past the exponent whose `e` is at `from`, or `~offset` of the byte that is no JSON. */
export function endOfExponent(bytes: Uint8Array, from: number): number {
  const signed = from + 1 < bytes.length && (bytes[from + 1] === 0x2b || bytes[from + 1] === 0x2d);
  const digits = signed ? from + 2 : from + 1;
  const at = endOfDigits(bytes, digits);
  return at === digits ? ~at : at;
}

export function isExponentMark(byte: number): boolean {
  return (byte | 0x20) === 0x65;
}

/**
 * Whether a number is finite when read as a double. `from` and `to` are the span of a valid number, `mark` is its `e`
 * or, where it has none, `to`.
 */
export function isFiniteNumber(bytes: Buffer, from: number, mark: number, to: number): boolean {
  // 10 to the power of all digits and the exponent is more than the number, and up to 10^308 it is a double. This
  // decides all but extreme numbers, whose text costs ten times as much to read.
  if (mark - from + exponentAt(bytes, mark, to) <= 308) return true;
  return Number.isFinite(Number(bytes.toString("latin1", from, to)));
}

/** The exponent, if below a million; then what is not above it. 0 where there is none. */
function exponentAt(bytes: Uint8Array, mark: number, to: number): number {
  if (mark === to) return 0;
  const sign = bytes[mark + 1];
  let exponent = 0;
  for (let at = sign === 0x2b || sign === 0x2d ? mark + 2 : mark + 1; at < to; at += 1) {
    exponent = Math.min(exponent * 10 + (bytes[at] as number) - zero, 1_000_000);
  }
  return sign === 0x2d ? -exponent : exponent;
}

function endOfDigits(bytes: Uint8Array, from: number): number {
  const { length } = bytes;
  let at = from;
  while (at < length) {
    const byte = bytes[at] as number;
    if (byte < zero || byte > nine) break;
    at += 1;
  }
  return at;
}
