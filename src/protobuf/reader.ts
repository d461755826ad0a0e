/**
 * Reads the protobuf wire format (protobuf.dev, "Encoding") out of bytes that nobody vouches for. The first problem
 * sticks: it is kept, the reader stands at its end, and every further read yields nothing, so that callers test
 * `problem` once, when they are done, and no input makes a read throw or leave its bounds.
 */
export interface Reader {
  readonly bytes: Buffer;
  pos: number;
  /** Where the message being read ends; reads never pass it. */
  end: number;
  /** Upper 32 bits of the last varint. */
  high: number;
  problem: string | undefined;
}

/** Wire types as they stand in a tag's lower three bits. Groups (3 and 4) are refused: nobody writes them. */
export const wireType = { varint: 0, fixed64: 1, length: 2, fixed32: 5 } as const;

/** A reader over a whole message. The bytes are not copied. */
export function readerOver(bytes: Uint8Array): Reader {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bytes: buffer, pos: 0, end: buffer.length, high: 0, problem: undefined };
}

/** Notes a problem, unless there is one already, and moves to the end. */
export function fail(reader: Reader, problem: string): void {
  reader.problem ??= problem;
  reader.pos = reader.end;
}

/** True while there are fields left in the message being read. */
export function hasMore(reader: Reader): boolean {
  return reader.pos < reader.end;
}

/** A field's tag: number × 8 + wire type. Zero, which is no valid tag, stands for a problem. */
export function readTag(reader: Reader): number {
  const tag = readVarint(reader);
  if (reader.problem === undefined && (reader.high !== 0 || tag >>> 3 === 0)) {
    fail(reader, "invalid field number");
  }
  return reader.problem === undefined ? tag : 0;
}

/** The lower 32 bits of a varint, unsigned; the upper ones are left in `high`. */
function readVarint(reader: Reader): number {
  const { bytes, end } = reader;
  let { pos } = reader;
  let low = 0;
  let high = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    if (pos >= end) {
      fail(reader, "truncated varint");
      return 0;
    }
    const byte = bytes[pos++] as number;
    const bits = byte & 0x7f;
    if (shift < 28) {
      low |= bits << shift;
    } else if (shift === 28) {
      low |= bits << 28;
      high = bits >>> 4;
    } else {
      high |= bits << (shift - 32);
    }
    if (byte < 0x80) {
      if (shift === 63 && byte > 1) {
        break;
      }
      reader.pos = pos;
      reader.high = high >>> 0;
      return low >>> 0;
    }
  }
  fail(reader, "varint over 64 bits");
  return 0;
}

/** A bool field's value. */
export function readBool(reader: Reader, tag: number): boolean {
  expect(reader, tag, wireType.varint);
  return (readVarint(reader) | reader.high) !== 0;
}

/** An enum field's value: the lower 32 bits as a signed number, as protobuf truncates it. */
export function readEnum(reader: Reader, tag: number): number {
  expect(reader, tag, wireType.varint);
  return readVarint(reader) | 0;
}

/** A double field's value. */
export function readDouble(reader: Reader, tag: number): number {
  expect(reader, tag, wireType.fixed64);
  if (reader.end - reader.pos < 8) {
    fail(reader, "truncated field");
    return 0;
  }
  reader.pos += 8;
  return reader.bytes.readDoubleLE(reader.pos - 8);
}

/** A length-delimited field's bytes, as a view of the message. */
export function readBytes(reader: Reader, tag: number): Buffer {
  const end = readLength(reader, tag);
  const start = reader.pos;
  reader.pos = end;
  return reader.bytes.subarray(start, end);
}

/** A length-delimited field as text: `utf8` replaces what is invalid, `latin1` keeps each byte as one character. */
export function readText(reader: Reader, tag: number, encoding: "utf8" | "latin1"): string {
  const end = readLength(reader, tag);
  const start = reader.pos;
  reader.pos = end;
  return start === end ? "" : reader.bytes.toString(encoding, start, end);
}

/** Narrows the reader to the sub-message in this field; the result goes to `leave` once its fields are read. */
export function enter(reader: Reader, tag: number): number {
  const outerEnd = reader.end;
  reader.end = readLength(reader, tag);
  return outerEnd;
}

/** Back to the enclosing message, behind the sub-message. */
export function leave(reader: Reader, outerEnd: number): void {
  reader.end = outerEnd;
  if (reader.problem !== undefined) {
    reader.pos = outerEnd;
  }
}

/** Passes over a field that nobody reads. */
export function skip(reader: Reader, tag: number): void {
  switch (tag & 7) {
    case wireType.varint:
      readVarint(reader);
      return;
    case wireType.fixed64:
      advance(reader, 8);
      return;
    case wireType.length:
      reader.pos = readLength(reader, tag);
      return;
    case wireType.fixed32:
      advance(reader, 4);
      return;
    default:
      fail(reader, "unsupported wire type");
  }
}

/** Where the length-delimited field at the reader's place ends. */
function readLength(reader: Reader, tag: number): number {
  expect(reader, tag, wireType.length);
  const length = readVarint(reader);
  if (reader.problem === undefined && (reader.high !== 0 || length > reader.end - reader.pos)) {
    fail(reader, "field longer than its message");
  }
  return reader.problem === undefined ? reader.pos + length : reader.end;
}

function advance(reader: Reader, count: number): void {
  if (reader.end - reader.pos < count) {
    fail(reader, "truncated field");
    return;
  }
  reader.pos += count;
}

/** A known field in another wire type comes from nobody who knows it, so it is a problem instead of an unknown field. */
function expect(reader: Reader, tag: number, type: number): void {
  if ((tag & 7) !== type) {
    fail(reader, "field with another wire type than its own");
  }
}
