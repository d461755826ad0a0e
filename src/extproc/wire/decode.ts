/**
 * ProcessingRequest off the wire. Written by hand because a frame is decoded for every step of every exchange, and
 * most of it is not looked at: bodies are views of the message, attributes and metadata stay encoded until asked for.
 */

import type { JsonObject, JsonValue } from "../../framework/json.ts";
import { readStructEntry, setOwn } from "../../protobuf/read-struct.ts";
import {
  enter,
  fail,
  hasMore,
  leave,
  type Reader,
  readBool,
  readBytes,
  readEnum,
  readerOver,
  readTag,
  readText,
  skip,
} from "../../protobuf/reader.ts";
import {
  type BodyMode,
  bodyModes,
  type Direction,
  type Frame,
  type FrameCommon,
  type HeaderList,
  type ProtocolConfig,
} from "./frames.ts";

export type DecodedFrame =
  | { readonly ok: true; readonly frame: Frame }
  | {
      readonly ok: false;
      /** What is wrong with the encoding; never contains payload. */
      readonly problem: string;
    };

/**
 * Decodes one encoded ProcessingRequest (Envoy 1.40). Never throws.
 *
 * As protobuf has it: fields come in any order, the last one of a name or of the oneof counts, unknown ones are passed
 * over. Refused: truncated or overlong varints and lengths, groups, a known field in a foreign wire type, over
 * 10,000 headers, and a body mode this service does not know, since it could not tell which form of answer Envoy expects.
 *
 * The frame's `body`, `attributes` and `metadata` are views of `message`.
 */
export function decodeFrame(message: Uint8Array): DecodedFrame {
  const reader = readerOver(message);
  const draft: Draft = { observabilityMode: false };
  let part: Part = { kind: "unknown" };
  while (hasMore(reader)) {
    const tag = readTag(reader);
    const field = tag >>> 3;
    switch (field) {
      case 2:
      case 3:
        part = readHeaders(reader, tag, field === 2 ? "request" : "response");
        break;
      case 4:
      case 5:
        part = readBody(reader, tag, field === 4 ? "request" : "response");
        break;
      case 6:
      case 7:
        part = readTrailers(reader, tag, field === 6 ? "request" : "response");
        break;
      case 8:
        draft.metadata = readBytes(reader, tag);
        break;
      case 9:
        draft.attributes ??= [];
        if (draft.attributes.push(readBytes(reader, tag)) > maxAttributeEntries) {
          fail(reader, "too many attribute entries");
        }
        break;
      case 10:
        draft.observabilityMode = readBool(reader, tag);
        break;
      case 11:
        draft.protocolConfig = readProtocolConfig(reader, tag);
        break;
      default:
        skip(reader, tag);
    }
  }
  if (reader.problem !== undefined) {
    return { ok: false, problem: reader.problem };
  }
  return { ok: true, frame: Object.assign(part, draft) };
}

/**
 * The attributes that came with a frame: name → value (`source.address` → "10.0.0.1:4711"), those of all entries
 * together; Envoy sends one entry, under the filter's name, in the first frame of each direction. An entry that is not
 * well-formed is left out. Never throws.
 */
export function decodeAttributes(frame: FrameCommon): Record<string, JsonValue> {
  const attributes: JsonObject = {};
  for (const entry of frame.attributes ?? []) {
    const reader = readerOver(entry);
    const [, values] = readStructEntry(reader);
    if (reader.problem === undefined) {
      for (const name of Object.keys(values)) {
        setOwn(attributes, name, values[name] as JsonValue);
      }
    }
  }
  return attributes;
}

/**
 * The structs in an encoded `envoy.config.core.v3.Metadata`: namespace → struct. Namespaces whose struct is not
 * well-formed are left out, as are those of other types (`typed_filter_metadata`). Never throws.
 */
export function decodeMetadata(metadata: Uint8Array): Record<string, JsonObject> {
  const namespaces: JsonObject = {};
  const reader = readerOver(metadata);
  while (hasMore(reader)) {
    const tag = readTag(reader);
    if (tag >>> 3 !== 1) {
      skip(reader, tag);
      continue;
    }
    const entry = readerOver(readBytes(reader, tag));
    const [namespace, values] = readStructEntry(entry);
    if (entry.problem === undefined && reader.problem === undefined) {
      setOwn(namespaces, namespace, values);
    }
  }
  return namespaces as Record<string, JsonObject>;
}

/** Envoy's own limit is 100 unless configured; an encoded header can be two bytes, so the message's size is no bound. */
const maxHeaders = 10_000;
/** Envoy sends one. */
const maxAttributeEntries = 100;

type Draft = {
  -readonly [K in keyof FrameCommon]: FrameCommon[K] extends readonly (infer E)[] | undefined
    ? E[]
    : FrameCommon[K];
};
/** What the oneof holds: a frame without the fields that all frames have. */
type Part = Frame extends infer F ? (F extends Frame ? Omit<F, keyof FrameCommon> : never) : never;

function readHeaders(reader: Reader, partTag: number, direction: Direction): Part {
  let headers: HeaderList = [];
  let endOfStream = false;
  const outerEnd = enter(reader, partTag);
  while (hasMore(reader)) {
    const tag = readTag(reader);
    switch (tag >>> 3) {
      case 1:
        headers = readHeaderMap(reader, tag);
        break;
      case 3:
        endOfStream = readBool(reader, tag);
        break;
      default:
        skip(reader, tag);
    }
  }
  leave(reader, outerEnd);
  return { kind: "headers", direction, headers, endOfStream };
}

function readBody(reader: Reader, partTag: number, direction: Direction): Part {
  let body: Uint8Array = emptyBody;
  let endOfStream = false;
  const outerEnd = enter(reader, partTag);
  while (hasMore(reader)) {
    const tag = readTag(reader);
    switch (tag >>> 3) {
      case 1:
        body = readBytes(reader, tag);
        break;
      case 2:
        endOfStream = readBool(reader, tag);
        break;
      default:
        skip(reader, tag);
    }
  }
  leave(reader, outerEnd);
  return { kind: "body", direction, body, endOfStream };
}

const emptyBody = Buffer.alloc(0);

function readTrailers(reader: Reader, partTag: number, direction: Direction): Part {
  let trailers: HeaderList = [];
  const outerEnd = enter(reader, partTag);
  while (hasMore(reader)) {
    const tag = readTag(reader);
    if (tag >>> 3 === 1) {
      trailers = readHeaderMap(reader, tag);
    } else {
      skip(reader, tag);
    }
  }
  leave(reader, outerEnd);
  return { kind: "trailers", direction, trailers };
}

function readHeaderMap(reader: Reader, mapTag: number): HeaderList {
  const headers: (readonly [string, string])[] = [];
  const outerEnd = enter(reader, mapTag);
  while (hasMore(reader)) {
    const tag = readTag(reader);
    if (tag >>> 3 === 1) {
      if (headers.push(readHeader(reader, tag)) > maxHeaders) {
        fail(reader, "too many headers");
      }
    } else {
      skip(reader, tag);
    }
  }
  leave(reader, outerEnd);
  return headers;
}

/** One HeaderValue. Envoy fills `raw_value`; `value` counts only where that is empty. */
function readHeader(reader: Reader, headerTag: number): readonly [name: string, value: string] {
  let name = "";
  let value = "";
  let rawValue = "";
  const outerEnd = enter(reader, headerTag);
  while (hasMore(reader)) {
    const tag = readTag(reader);
    switch (tag >>> 3) {
      case 1:
        name = readText(reader, tag, "latin1");
        break;
      case 2:
        value = readText(reader, tag, "latin1");
        break;
      case 3:
        rawValue = readText(reader, tag, "latin1");
        break;
      default:
        skip(reader, tag);
    }
  }
  leave(reader, outerEnd);
  return [name, rawValue === "" ? value : rawValue];
}

function readProtocolConfig(reader: Reader, configTag: number): ProtocolConfig {
  let requestBodyMode: BodyMode = "NONE";
  let responseBodyMode: BodyMode = "NONE";
  let sendBodyWithoutWaitingForHeaderResponse = false;
  const outerEnd = enter(reader, configTag);
  while (hasMore(reader)) {
    const tag = readTag(reader);
    switch (tag >>> 3) {
      case 1:
        requestBodyMode = readBodyMode(reader, tag);
        break;
      case 2:
        responseBodyMode = readBodyMode(reader, tag);
        break;
      case 3:
        sendBodyWithoutWaitingForHeaderResponse = readBool(reader, tag);
        break;
      default:
        skip(reader, tag);
    }
  }
  leave(reader, outerEnd);
  return { requestBodyMode, responseBodyMode, sendBodyWithoutWaitingForHeaderResponse };
}

function readBodyMode(reader: Reader, tag: number): BodyMode {
  const mode = bodyModes[readEnum(reader, tag)];
  if (mode === undefined) {
    fail(reader, "unknown body mode");
    return "NONE";
  }
  return mode;
}
