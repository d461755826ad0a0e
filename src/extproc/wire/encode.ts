/** ProcessingResponse onto the wire. Written by hand: one allocation a reply, and none for the common empty ones. */

import { prependStruct } from "../../protobuf/write-struct.ts";
import {
  prependBool,
  prependBytes,
  prependMessageHeader,
  prependNumber,
  prependText,
  size,
  type Writer,
  writerFor,
  written,
} from "../../protobuf/writer.ts";
import {
  type BodyEdit,
  bodyModes,
  type Direction,
  type HeaderEdits,
  type HeaderMode,
  headerModes,
  type ModeOverride,
  type Reply,
} from "./frames.ts";

/**
 * Encodes one ProcessingResponse (Envoy 1.40). Never throws for a reply of its type. The result may be shared between
 * calls: it must not be written to.
 *
 * Header values go out as `raw_value`, the only field Envoy reads: as latin1 while every character fits in a byte, so
 * that a value read from a frame comes back byte for byte, else as UTF-8. Headers overwrite; `append_action` says so
 * for servers that read it. In metadata, numbers that JSON has not and what nests deeper than 32 levels become null.
 */
export function encodeReply(reply: Reply): Uint8Array {
  return emptyReply(reply) ?? encode(reply);
}

/** `append_action` OVERWRITE_IF_EXISTS_OR_ADD. */
const overwrite = 2;
/** Deep enough for any record worth logging; protobuf's own parsers take about 40 levels. */
const maxMetadataDepth = 32;

const emptyReplies = {
  headers: { request: Buffer.from([0x0a, 0]), response: Buffer.from([0x12, 0]) },
  body: { request: Buffer.from([0x1a, 0]), response: Buffer.from([0x22, 0]) },
  trailers: { request: Buffer.from([0x2a, 0]), response: Buffer.from([0x32, 0]) },
} as const satisfies Record<string, Record<Direction, Buffer>>;

/** The ready-made encoding of a reply that changes nothing, if this is one. */
function emptyReply(reply: Reply): Buffer | undefined {
  if (
    reply.kind === "immediate" ||
    reply.kind === "none" ||
    reply.headers !== undefined ||
    reply.dynamicMetadata !== undefined ||
    reply.modeOverride !== undefined ||
    reply.overrideMessageTimeoutMs !== undefined ||
    (reply.kind === "headers" && reply.clearRouteCache === true) ||
    (reply.kind === "body" && reply.edit !== undefined)
  ) {
    return undefined;
  }
  return emptyReplies[reply.kind][reply.direction];
}

function encode(reply: Reply): Uint8Array {
  const writer = writerFor(sizeHint(reply));
  if (reply.overrideMessageTimeoutMs !== undefined) {
    prependDuration(writer, 10, reply.overrideMessageTimeoutMs);
  }
  if (reply.modeOverride !== undefined) {
    prependModeOverride(writer, 9, reply.modeOverride);
  }
  if (reply.dynamicMetadata !== undefined) {
    prependStruct(writer, 8, reply.dynamicMetadata, maxMetadataDepth, () => {});
  }
  switch (reply.kind) {
    case "headers":
    case "body":
      prependCommonResponse(writer, responseField(reply), reply);
      break;
    case "trailers":
      prependTrailersResponse(writer, responseField(reply), reply.headers);
      break;
    case "immediate":
      prependImmediate(writer, 7, reply);
      break;
    case "none":
      break;
    default:
      reply satisfies never;
  }
  return written(writer);
}

function responseField(reply: { kind: "headers" | "body" | "trailers"; direction: Direction }): number {
  const first = { headers: 1, body: 3, trailers: 5 }[reply.kind];
  return reply.direction === "request" ? first : first + 1;
}

/** Room for what is big or many; too little only costs a copy. */
function sizeHint(reply: Reply): number {
  let hint = 64;
  if (reply.dynamicMetadata !== undefined) {
    hint += 512;
  }
  const { headers } = reply.kind === "none" ? {} : reply;
  for (const [name, value] of headers?.set ?? []) {
    hint += name.length + value.length + 16;
  }
  for (const name of headers?.remove ?? []) {
    hint += name.length + 4;
  }
  if (reply.kind === "immediate") {
    hint += reply.body.length + reply.details.length;
  } else if (reply.kind === "body" && reply.edit !== undefined && reply.edit.kind !== "clear") {
    hint += reply.edit.body.length;
  }
  return hint;
}

/** HeadersResponse or BodyResponse: `response` (1) holds a CommonResponse, left out where it says nothing. */
function prependCommonResponse(
  writer: Writer,
  field: number,
  reply: Reply & { kind: "headers" | "body" },
): void {
  const before = size(writer);
  if (reply.kind === "headers" && reply.clearRouteCache === true) {
    prependBool(writer, 5, true);
  }
  if (reply.kind === "body" && reply.edit !== undefined) {
    prependBodyMutation(writer, 3, reply.edit);
  }
  if (reply.headers !== undefined) {
    prependHeaderMutation(writer, 2, reply.headers);
  }
  if (size(writer) > before) {
    prependMessageHeader(writer, 1, before);
  }
  prependMessageHeader(writer, field, before);
}

function prependTrailersResponse(writer: Writer, field: number, edits: HeaderEdits | undefined): void {
  const before = size(writer);
  if (edits !== undefined) {
    prependHeaderMutation(writer, 1, edits);
  }
  prependMessageHeader(writer, field, before);
}

function prependImmediate(writer: Writer, field: number, reply: Reply & { kind: "immediate" }): void {
  const before = size(writer);
  if (reply.details !== "") {
    prependText(writer, 5, reply.details, "utf8");
  }
  if (reply.body.length > 0) {
    prependBytes(writer, 3, reply.body);
  }
  prependHeaderMutation(writer, 2, reply.headers);
  const beforeStatus = size(writer);
  prependNumber(writer, 1, reply.status);
  prependMessageHeader(writer, 1, beforeStatus);
  prependMessageHeader(writer, field, before);
}

/** Members of a oneof are written even when empty: which of them is there is the message. */
function prependBodyMutation(writer: Writer, field: number, edit: BodyEdit): void {
  const before = size(writer);
  switch (edit.kind) {
    case "body":
      prependBytes(writer, 1, edit.body);
      break;
    case "clear":
      prependBool(writer, 2, true);
      break;
    case "streamed": {
      const beforeStreamed = size(writer);
      if (edit.endOfStream) {
        prependBool(writer, 2, true);
      }
      if (edit.body.length > 0) {
        prependBytes(writer, 1, edit.body);
      }
      prependMessageHeader(writer, 3, beforeStreamed);
      break;
    }
    default:
      edit satisfies never;
  }
  prependMessageHeader(writer, field, before);
}

function prependHeaderMutation(writer: Writer, field: number, edits: HeaderEdits): void {
  const before = size(writer);
  const remove = edits.remove ?? [];
  for (let i = remove.length - 1; i >= 0; i--) {
    prependText(writer, 2, remove[i] as string, "utf8");
  }
  const set = edits.set ?? [];
  for (let i = set.length - 1; i >= 0; i--) {
    const [name, value] = set[i] as readonly [string, string];
    const beforeOption = size(writer);
    prependNumber(writer, 3, overwrite);
    const beforeHeader = size(writer);
    prependText(writer, 3, value, isLatin1(value) ? "latin1" : "utf8");
    prependText(writer, 1, name, "utf8");
    prependMessageHeader(writer, 1, beforeHeader);
    prependMessageHeader(writer, 1, beforeOption);
  }
  prependMessageHeader(writer, field, before);
}

function isLatin1(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0xff) {
      return false;
    }
  }
  return true;
}

function prependModeOverride(writer: Writer, field: number, mode: ModeOverride): void {
  const before = size(writer);
  prependHeaderMode(writer, 6, mode.responseTrailerMode);
  prependHeaderMode(writer, 5, mode.requestTrailerMode);
  prependEnum(writer, 4, bodyModes.indexOf(mode.responseBodyMode));
  prependEnum(writer, 3, bodyModes.indexOf(mode.requestBodyMode));
  prependHeaderMode(writer, 2, mode.responseHeaderMode);
  prependMessageHeader(writer, field, before);
}

function prependHeaderMode(writer: Writer, field: number, mode: HeaderMode | undefined): void {
  prependEnum(writer, field, mode === undefined ? 0 : headerModes.indexOf(mode));
}

function prependEnum(writer: Writer, field: number, value: number): void {
  if (value > 0) {
    prependNumber(writer, field, value);
  }
}

/** Envoy ignores less than a millisecond, so that is the least. */
function prependDuration(writer: Writer, field: number, milliseconds: number): void {
  const whole = Number.isFinite(milliseconds) ? Math.max(1, Math.round(milliseconds)) : 1;
  const before = size(writer);
  if (whole % 1000 > 0) {
    prependNumber(writer, 2, (whole % 1000) * 1_000_000);
  }
  if (whole >= 1000) {
    prependNumber(writer, 1, Math.floor(whole / 1000));
  }
  prependMessageHeader(writer, field, before);
}
