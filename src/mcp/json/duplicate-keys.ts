import { decodeString } from "./decode-string.ts";
import type { JsonNode } from "./document.ts";
import { none } from "./document.ts";
import type { Tape } from "./tape.ts";
import { endOf, escapedStringForm, formOf, nextOf, sizeOf, startOf } from "./tape.ts";

// Up to here comparing every pair is cheaper than decoding keys into a set, and its cost stays a small constant.
const pairwiseLimit = 32;

/**
 * The first key of an object that repeats an earlier one once both are unescaped, or `none`. `object` is the last
 * node closed on the tape. Linear in the object's bytes for any input.
 */
export function findDuplicateKey(bytes: Buffer, tape: Tape, object: JsonNode): JsonNode {
  const size = sizeOf(tape, object);
  if (size < 2) return none;
  return size <= pairwiseLimit && !hasEscapedKey(tape, object)
    ? findAmongFew(bytes, tape, object)
    : findAmongMany(bytes, tape, object);
}

function hasEscapedKey(tape: Tape, object: JsonNode): boolean {
  const end = nextOf(tape, object);
  for (let key = object + 1; key < end; key = nextOf(tape, key + 1)) {
    if (formOf(tape, key) === escapedStringForm) return true;
  }
  return false;
}

function findAmongFew(bytes: Buffer, tape: Tape, object: JsonNode): JsonNode {
  const end = nextOf(tape, object);
  for (let key = nextOf(tape, object + 2); key < end; key = nextOf(tape, key + 1)) {
    for (let earlier = object + 1; earlier < key; earlier = nextOf(tape, earlier + 1)) {
      if (sameBytes(bytes, tape, earlier, key)) return key;
    }
  }
  return none;
}

function sameBytes(bytes: Buffer, tape: Tape, one: JsonNode, other: JsonNode): boolean {
  let at = startOf(tape, one);
  let against = startOf(tape, other);
  const end = endOf(tape, one);
  if (end - at !== endOf(tape, other) - against) return false;
  while (at < end && bytes[at] === bytes[against]) {
    at += 1;
    against += 1;
  }
  return at === end;
}

function findAmongMany(bytes: Buffer, tape: Tape, object: JsonNode): JsonNode {
  const seen = new Set<string>();
  const end = nextOf(tape, object);
  for (let key = object + 1; key < end; key = nextOf(tape, key + 1)) {
    // The quote in front keeps V8 from hashing keys such as "4294" by their number, which has no secret seed.
    const text =
      formOf(tape, key) === escapedStringForm
        ? `"${decodeString(bytes, tape, key)}`
        : bytes.toString("utf8", startOf(tape, key), endOf(tape, key) - 1);
    if (seen.size === seen.add(text).size) return key;
  }
  return none;
}
