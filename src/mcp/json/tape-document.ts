import type { JsonValue } from "../../framework/json.ts";
import { buildValue } from "./build-value.ts";
import { decodeString, isString } from "./decode-string.ts";
import type { JsonDocument, JsonNode } from "./document.ts";
import { none } from "./document.ts";
import { keyText } from "./key-text.ts";
import type { Tape } from "./tape.ts";
import { endOf, formOf, kindOf, nextOf, sizeOf, startOf } from "./tape.ts";
import { arrayForm, objectForm } from "./tape-layout.ts";

/**
 * Answers a document from a tape and the bytes that it was scanned from, which must not change afterwards. Asking for
 * a node that is none of the document's is a bug and throws a RangeError, but `none` has no members, elements or size,
 * so that look-ups chain. `text` of another kind than a string throws a TypeError.
 */
export function documentOverTape(bytes: Uint8Array, buffer: Buffer, tape: Tape): JsonDocument {
  function known(node: JsonNode): JsonNode {
    if (node >= tape.first && node < tape.end) return node;
    throw new RangeError(`node ${node} is not in this document`);
  }

  function isContainer(node: JsonNode, form: number): boolean {
    return node !== none && formOf(tape, known(node)) === form;
  }

  function source(node: JsonNode): string {
    return buffer.toString("utf8", startOf(tape, known(node)), endOf(tape, node));
  }

  return {
    bytes,
    root: tape.first,
    kind: (node) => kindOf(tape, known(node)),
    start: (node) => startOf(tape, known(node)),
    end: (node) => endOf(tape, known(node)),
    member(node, key) {
      if (!isContainer(node, objectForm)) return none;
      const keyBytes = Buffer.byteLength(key);
      const end = nextOf(tape, node);
      let found = none;
      // To the end: of keys that repeat (where that is allowed) the last counts, as in every JSON parser that has them.
      for (let at = node + 1; at < end; at = nextOf(tape, at + 1)) {
        if (isString(buffer, tape, at, key, keyBytes)) found = at + 1;
      }
      return found;
    },
    eachMember(node, visit) {
      if (!isContainer(node, objectForm)) return;
      const end = nextOf(tape, node);
      for (let at = node + 1; at < end; at = nextOf(tape, at + 1))
        visit(keyText(buffer, tape, at), at, at + 1);
    },
    eachElement(node, visit) {
      if (!isContainer(node, arrayForm)) return;
      const end = nextOf(tape, node);
      let index = 0;
      for (let at = node + 1; at < end; at = nextOf(tape, at)) visit(at, index++);
    },
    size: (node) => (node === none ? 0 : sizeOf(tape, known(node))),
    text(node) {
      if (kindOf(tape, known(node)) === "string") return decodeString(buffer, tape, node);
      throw new TypeError(`a ${kindOf(tape, node)} has no text`);
    },
    isText: (node, text) =>
      kindOf(tape, known(node)) === "string" && isString(buffer, tape, node, text, Buffer.byteLength(text)),
    source,
    // JSON.parse neither recurses nor sets prototypes, and of repeated keys it keeps the last, as `member` does.
    value: (node) =>
      tape.escapedKeys ? buildValue(buffer, tape, known(node)) : (JSON.parse(source(node)) as JsonValue),
  };
}
