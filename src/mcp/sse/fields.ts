import type { StreamEvent } from "./event.ts";
import { eachLine, lf, readField } from "./lines.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const maxRetryDigits = 15;

/**
 * Reads the fields of one event by the WHATWG event-stream algorithm (HTML §9.2.6).
 * @param complete false for a fragment; its last line counts even where nothing ends it, as lenient clients read it
 */
export function readEvent(raw: Uint8Array, complete: boolean): StreamEvent {
  let id: string | undefined;
  let event: string | undefined;
  let retry: number | undefined;
  let dataLines = 0;
  let dataBytes = 0;
  let onlyStart = 0;

  eachLine(raw, ({ start, end }) => {
    const { kind, value } = readField(raw, start, end);
    if (kind === "data") {
      dataLines++;
      dataBytes += end - value;
      onlyStart = value;
    } else if (kind === "id") {
      const bytes = raw.subarray(value, end);
      if (!bytes.includes(0)) id = decoder.decode(bytes);
    } else if (kind === "event") {
      event = decoder.decode(raw.subarray(value, end));
    } else if (kind === "retry") {
      retry = readDigits(raw, value, end) ?? retry;
    }
  });

  let data: Uint8Array | undefined;
  if (dataLines === 1 && dataBytes > 0) data = raw.subarray(onlyStart, onlyStart + dataBytes);
  if (dataLines > 1) data = joinData(raw, dataBytes + dataLines - 1);
  return { raw, data, id, event, retry, complete, byteOrderMark: false };
}

function joinData(raw: Uint8Array, length: number): Uint8Array {
  const joined = new Uint8Array(length);
  let at = 0;
  eachLine(raw, ({ start, end }) => {
    const { kind, value } = readField(raw, start, end);
    if (kind !== "data") return;
    joined.set(raw.subarray(value, end), at);
    at += end - value;
    if (at < length) joined[at++] = lf;
  });
  return joined;
}

function readDigits(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (start === end || end - start > maxRetryDigits) return undefined;
  let number = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit < 0 || digit > 9) return undefined;
    number = number * 10 + digit;
  }
  return number;
}
