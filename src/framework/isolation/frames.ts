import { parseJson } from "../parse-json.ts";

/**
 * The text on the pipe between the adapter and an isolated plugin's process: frames of one byte for the kind, four
 * bytes for the length (big endian) and that many bytes of JSON.
 */
export type FrameKind = "message" | "log";

export interface Frame {
  readonly kind: FrameKind;
  readonly value: unknown;
}

/** Bytes of one log line. */
export const maxLogBytes = 16_384;

const headerBytes = 5;
const codes: Readonly<Record<FrameKind, number>> = { message: 1, log: 2 };
const kinds = new Map<number, FrameKind>([
  [codes.message, "message"],
  [codes.log, "log"],
]);

/** The bytes of one frame; undefined if its JSON is longer than `maxBytes`. `json` must be well-formed UTF-16. */
export function encodeFrame(kind: FrameKind, json: string, maxBytes: number): Buffer | undefined {
  // One UTF-16 unit is at least one byte: what is too long by that need not be counted.
  if (json.length > maxBytes) return undefined;
  const length = Buffer.byteLength(json);
  if (length > maxBytes) return undefined;
  const bytes = Buffer.allocUnsafe(headerBytes + length);
  bytes[0] = codes[kind];
  bytes.writeUInt32BE(length, 1);
  bytes.write(json, headerBytes);
  return bytes;
}

export type FrameReading =
  | { readonly ok: true; readonly frames: readonly Frame[] }
  | { readonly ok: false; readonly message: string };

export interface FrameReader {
  /** The frames that end in this chunk. After `ok: false` the pipe says nothing that could be read. */
  push(chunk: Buffer): FrameReading;
}

/** Reads frames of at most `maxBytes` of JSON; keeps at most that many bytes and one chunk. */
export function createFrameReader(maxBytes: number): FrameReader {
  let chunks: Buffer[] = [];
  let held = 0;
  let needed = headerBytes;

  function take(): Buffer {
    const bytes = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
    chunks = [bytes];
    return bytes;
  }

  return {
    push(chunk) {
      chunks.push(chunk);
      held += chunk.length;
      const frames: Frame[] = [];
      while (held >= needed) {
        const bytes = take();
        const kind = kinds.get(bytes[0] ?? 0);
        const length = bytes.readUInt32BE(1);
        if (kind === undefined) return { ok: false, message: "a frame of an unknown kind" };
        if (length > (kind === "log" ? Math.min(maxLogBytes, maxBytes) : maxBytes))
          return { ok: false, message: "a frame that is too long" };
        needed = headerBytes + length;
        if (held < needed) break;
        const value = parse(bytes.subarray(headerBytes, needed));
        if (value === undefined) return { ok: false, message: "a frame that is not JSON" };
        frames.push({ kind, value: value.json });
        const rest = bytes.subarray(needed);
        chunks = rest.length === 0 ? [] : [rest];
        held = rest.length;
        needed = headerBytes;
      }
      return { ok: true, frames };
    },
  };
}

function parse(bytes: Buffer): { readonly json: unknown } | undefined {
  try {
    return { json: parseJson(bytes.toString()) };
  } catch {
    return undefined;
  }
}
