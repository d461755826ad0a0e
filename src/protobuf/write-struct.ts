/** JSON data as google.protobuf.Struct. Numbers are doubles there. */

import {
  prependBool,
  prependDouble,
  prependMessageHeader,
  prependNumber,
  prependText,
  size,
  type Writer,
} from "./writer.ts";

/** Half a pair has no UTF-8: U+FFFD stands for it there. */
const loneSurrogate = /\p{Surrogate}/u;

/**
 * A Struct field; members that are undefined are left out. `onLoss` is called for what is written as something else:
 * what nests deeper than `levels` and what is no JSON as null, lone surrogates as U+FFFD.
 */
export function prependStruct(
  writer: Writer,
  field: number,
  fields: object,
  levels: number,
  onLoss: () => void,
): void {
  const before = size(writer);
  for (const [key, value] of Object.entries(fields).reverse()) {
    if (value === undefined) continue;
    const beforeEntry = size(writer);
    prependValue(writer, 2, value, levels, onLoss);
    if (loneSurrogate.test(key)) onLoss();
    prependText(writer, 1, key, "utf8");
    prependMessageHeader(writer, 1, beforeEntry);
  }
  prependMessageHeader(writer, field, before);
}

/** google.protobuf.Value: one member of its oneof. */
function prependValue(
  writer: Writer,
  field: number,
  value: unknown,
  levels: number,
  onLoss: () => void,
): void {
  const before = size(writer);
  if (typeof value === "string") {
    if (loneSurrogate.test(value)) onLoss();
    prependText(writer, 3, value, "utf8");
  } else if (typeof value === "boolean") {
    prependBool(writer, 4, value);
  } else if (typeof value === "number" && Number.isFinite(value)) {
    prependDouble(writer, 2, value);
  } else if (typeof value === "object" && value !== null && levels > 0) {
    if (Array.isArray(value)) prependList(writer, 6, value, levels - 1, onLoss);
    else prependStruct(writer, 5, value, levels - 1, onLoss);
  } else {
    if (value !== null) onLoss();
    prependNumber(writer, 1, 0);
  }
  prependMessageHeader(writer, field, before);
}

function prependList(
  writer: Writer,
  field: number,
  list: readonly unknown[],
  levels: number,
  onLoss: () => void,
): void {
  const before = size(writer);
  for (let i = list.length - 1; i >= 0; i--) {
    prependValue(writer, 1, list[i] ?? null, levels, onLoss);
  }
  prependMessageHeader(writer, field, before);
}
