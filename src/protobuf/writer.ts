/**
 * Writes the protobuf wire format from the last byte to the first: when a sub-message is written its length is then
 * known, so that nothing is measured beforehand or copied afterwards. Fields therefore go in backwards.
 */
export interface Writer {
  bytes: Buffer;
  /** Where the bytes written so far begin; they reach to the end of `bytes`. */
  start: number;
}

/** A writer with room for `sizeHint` bytes; it grows if that was too little. */
export function writerFor(sizeHint: number): Writer {
  const bytes = Buffer.allocUnsafe(sizeHint);
  return { bytes, start: sizeHint };
}

/** What was written, as a view of the writer's memory. */
export function written(writer: Writer): Buffer {
  return writer.bytes.subarray(writer.start);
}

/** Bytes written so far; the difference of two gives a sub-message's length. */
export function size(writer: Writer): number {
  return writer.bytes.length - writer.start;
}

/** A varint field; `value` is a whole number from 0 to 2^53-1. */
export function prependNumber(writer: Writer, field: number, value: number): void {
  prependVarint(writer, value);
  prependVarint(writer, field * 8);
}

export function prependBool(writer: Writer, field: number, value: boolean): void {
  prependNumber(writer, field, value ? 1 : 0);
}

export function prependDouble(writer: Writer, field: number, value: number): void {
  reserve(writer, 8);
  writer.start -= 8;
  writer.bytes.writeDoubleLE(value, writer.start);
  prependVarint(writer, field * 8 + 1);
}

export function prependBytes(writer: Writer, field: number, value: Uint8Array): void {
  reserve(writer, value.length);
  writer.start -= value.length;
  writer.bytes.set(value, writer.start);
  prependLength(writer, field, value.length);
}

/** A length-delimited field holding text; lone surrogates become U+FFFD in UTF-8. */
export function prependText(writer: Writer, field: number, value: string, encoding: "utf8" | "latin1"): void {
  if (value.length <= shortText && prependAscii(writer, value)) {
    prependLength(writer, field, value.length);
    return;
  }
  const length = encoding === "latin1" ? value.length : Buffer.byteLength(value);
  reserve(writer, length);
  writer.start -= length;
  writer.bytes.write(value, writer.start, length, encoding);
  prependLength(writer, field, length);
}

/** Up to here a loop is faster than two calls into Buffer: the metadata of a decision then costs 0.7 µs, not 1.3. */
const shortText = 32;

/** False where the text is not all ASCII; nothing is written then. */
function prependAscii(writer: Writer, value: string): boolean {
  reserve(writer, value.length);
  const start = writer.start - value.length;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code > 0x7f) return false;
    writer.bytes[start + at] = code;
  }
  writer.start = start;
  return true;
}

/** Makes what was written since `size(writer)` was `sizeBefore` the content of a sub-message field. */
export function prependMessageHeader(writer: Writer, field: number, sizeBefore: number): void {
  prependLength(writer, field, size(writer) - sizeBefore);
}

function prependLength(writer: Writer, field: number, length: number): void {
  prependVarint(writer, length);
  prependVarint(writer, field * 8 + 2);
}

function prependVarint(writer: Writer, value: number): void {
  reserve(writer, 8);
  let length = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) {
    length++;
  }
  writer.start -= length;
  let rest = value;
  for (let at = writer.start; at < writer.start + length - 1; at++) {
    writer.bytes[at] = (rest % 0x80) + 0x80;
    rest = Math.floor(rest / 0x80);
  }
  writer.bytes[writer.start + length - 1] = rest;
}

function reserve(writer: Writer, count: number): void {
  if (writer.start >= count) {
    return;
  }
  const used = size(writer);
  const bytes = Buffer.allocUnsafe(Math.max(writer.bytes.length * 2, used + count + 64));
  writer.bytes.copy(bytes, bytes.length - used, writer.start);
  writer.bytes = bytes;
  writer.start = bytes.length - used;
}
