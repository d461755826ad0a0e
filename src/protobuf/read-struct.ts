/** google.protobuf.Struct as JSON data: Envoy's attributes and metadata, payloads of ContextForge's plugin service. */

import type { JsonObject, JsonValue } from "../framework/json.ts";
import {
  enter,
  fail,
  hasMore,
  leave,
  type Reader,
  readBool,
  readDouble,
  readTag,
  readText,
  skip,
  wireType,
} from "./reader.ts";

/** Objects and lists inside each other; protobuf's own parsers stop earlier (100 messages, two or three a level). */
const maxDepth = 64;

/**
 * The entries of a `map<string, Struct>` (attributes, `filter_metadata`), one map entry at the reader's place.
 * @returns the key and its struct; problems stick to the reader.
 */
export function readStructEntry(reader: Reader): [key: string, value: JsonObject] {
  let key = "";
  let value: JsonObject = {};
  while (hasMore(reader)) {
    const tag = readTag(reader);
    switch (tag >>> 3) {
      case 1:
        key = readText(reader, tag, "utf8");
        break;
      case 2:
        value = readStruct(reader, tag);
        break;
      default:
        skip(reader, tag);
    }
  }
  return [key, value];
}

/** Sets an own property whatever its name: `__proto__` too is data here. */
export function setOwn(object: JsonObject, key: string, value: JsonValue): void {
  if (key === "__proto__") {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}

/** The struct in this field. Deeper nesting than {@link maxDepth} is a problem; problems stick to the reader. */
export function readStruct(reader: Reader, tag: number, depth = 0): JsonObject {
  const object: JsonObject = {};
  const outerEnd = enter(reader, tag);
  while (hasMore(reader)) {
    const fieldTag = readTag(reader);
    if (fieldTag >>> 3 !== 1) {
      skip(reader, fieldTag);
      continue;
    }
    const structEnd = enter(reader, fieldTag);
    readMember(reader, object, depth);
    leave(reader, structEnd);
  }
  leave(reader, outerEnd);
  return object;
}

function readMember(reader: Reader, object: JsonObject, depth: number): void {
  let key = "";
  let value: JsonValue = null;
  while (hasMore(reader)) {
    const tag = readTag(reader);
    switch (tag >>> 3) {
      case 1:
        key = readText(reader, tag, "utf8");
        break;
      case 2:
        value = readValue(reader, tag, depth);
        break;
      default:
        skip(reader, tag);
    }
  }
  setOwn(object, key, value);
}

/** One `google.protobuf.Value`. No kind set, and numbers that JSON has not, are null. */
function readValue(reader: Reader, valueTag: number, depth: number): JsonValue {
  let value: JsonValue = null;
  const outerEnd = enter(reader, valueTag);
  while (hasMore(reader)) {
    const tag = readTag(reader);
    switch (tag >>> 3) {
      case 1:
        skip(reader, tag);
        value = null;
        break;
      case 2: {
        const number = readDouble(reader, tag);
        value = Number.isFinite(number) ? number : null;
        break;
      }
      case 3:
        value = readText(reader, tag, "utf8");
        break;
      case 4:
        value = readBool(reader, tag);
        break;
      case 5:
      case 6:
        if (depth >= maxDepth) {
          fail(reader, "struct nested too deeply");
        } else {
          value = tag >>> 3 === 5 ? readStruct(reader, tag, depth + 1) : readList(reader, tag, depth + 1);
        }
        break;
      default:
        skip(reader, tag);
    }
  }
  leave(reader, outerEnd);
  return value;
}

function readList(reader: Reader, listTag: number, depth: number): JsonValue[] {
  const list: JsonValue[] = [];
  const outerEnd = enter(reader, listTag);
  while (hasMore(reader)) {
    const tag = readTag(reader);
    if (tag === (1 << 3) + wireType.length) {
      list.push(readValue(reader, tag, depth));
    } else {
      skip(reader, tag);
    }
  }
  leave(reader, outerEnd);
  return list;
}
