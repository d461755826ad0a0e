import type { JsonObject, JsonValue } from "../../framework/json.ts";
import { decodeString } from "./decode-string.ts";
import type { JsonNode } from "./document.ts";
import { keyText } from "./key-text.ts";
import type { Tape } from "./tape.ts";
import { endOf, formOf, nextOf, startOf } from "./tape.ts";
import {
  arrayForm,
  escapedStringForm,
  falseForm,
  nullForm,
  objectForm,
  plainStringForm,
  trueForm,
} from "./tape-layout.ts";

/** A container being filled, up to the node where it ends. */
interface Holder {
  readonly value: Record<string, JsonValue> | JsonValue[];
  readonly end: JsonNode;
}

/**
 * The value of a node, made from the tape and not by `JSON.parse`: V8 12.8 to 14.6 takes a key with escapes for another
 * one that it saw in an earlier text (nodejs/node issue 63785), so that a client could have plugins see a key that is
 * not in the message. Otherwise the same: no recursion, `__proto__` a member like any other, of repeated keys the last.
 */
export function buildValue(bytes: Buffer, tape: Tape, root: JsonNode): JsonValue {
  const top: JsonValue[] = [];
  const end = nextOf(tape, root);
  const holders: Holder[] = [{ value: top, end }];
  let node = root;
  while (node < end) {
    while ((holders.at(-1) as Holder).end <= node) holders.pop();
    const { value: holder } = holders.at(-1) as Holder;
    let key: string | undefined;
    if (!Array.isArray(holder)) {
      key = keyText(bytes, tape, node);
      node += 1;
    }
    const form = formOf(tape, node);
    const isContainer = form === objectForm || form === arrayForm;
    const value = isContainer ? (form === objectForm ? {} : []) : scalar(bytes, tape, node);
    if (Array.isArray(holder)) holder.push(value);
    else setMember(holder, key as string, value);
    if (isContainer) holders.push({ value: value as Holder["value"], end: nextOf(tape, node) });
    node += 1;
  }
  return top[0] as JsonValue;
}

function scalar(bytes: Buffer, tape: Tape, node: JsonNode): JsonValue {
  switch (formOf(tape, node)) {
    case plainStringForm:
    case escapedStringForm:
      return decodeString(bytes, tape, node);
    case trueForm:
      return true;
    case falseForm:
      return false;
    case nullForm:
      return null;
    default:
      return Number(bytes.toString("latin1", startOf(tape, node), endOf(tape, node)));
  }
}

function setMember(holder: JsonObject, key: string, value: JsonValue): void {
  const target = holder as Record<string, JsonValue>;
  if (key !== "__proto__") target[key] = value;
  else Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
}
