import * as layout from "./tape-layout.ts";

const { arrayForm, cellsPerNode, endCell, escapedStringForm, formBits, formMask, nextCell, startCell } =
  layout;

// Keys are named by their first cell here, as the scan does.
const noKey = -1;
// Up to here the signatures of all pairs are compared in less time than a table takes, or a Set where keys have escapes.
const pairwiseLimit = 8;
const pairwiseLimitEscaped = 32;
// How many comparisons a key may cost before its object counts as one made to collide.
const comparisonsPerKey = 8;

/**
 * The cell of the first key of an object that repeats an earlier one once both are unescaped, or -1. The object is the
 * last node of the cells, and begins at the cell `object`; those up to `used` are its content. Linear in the object's
 * bytes for any input.
 */
export function findDuplicateKey(bytes: Buffer, cells: Int32Array, object: number, used: number): number {
  const size = (cells[object] as number) >>> formBits;
  if (size < 2) return noKey;
  const hasEscapedKey = cells[object + endCell] !== 0;
  if (size <= (hasEscapedKey ? pairwiseLimitEscaped : pairwiseLimit))
    return findInPairs(bytes, cells, object, used, size);
  return hasEscapedKey
    ? findByText(bytes, cells, object, used)
    : findByHash(bytes, cells, object, used, size);
}

function findInPairs(bytes: Buffer, cells: Int32Array, object: number, used: number, size: number): number {
  const first = object + cellsPerNode;
  let alike = 0;
  for (let key = keyAfter(cells, first); key < used; key = keyAfter(cells, key)) {
    const wanted = cells[key + nextCell];
    for (let earlier = first; earlier < key; earlier = keyAfter(cells, earlier)) {
      if (cells[earlier + nextCell] !== wanted) continue;
      if (isSameText(bytes, cells, earlier, key)) return key;
      alike += 1;
      if (alike > size) return findByText(bytes, cells, object, used);
    }
  }
  return noKey;
}

// Kept between objects; larger ones get a table of their own.
const smallTable = new Int32Array(1024);

/** A table of keys with open addresses: 3 ns a byte, where a Set of strings takes 16. */
function findByHash(bytes: Buffer, cells: Int32Array, object: number, used: number, size: number): number {
  const bits = 33 - Math.clz32(size);
  const slots = 1 << bits;
  // A slot holds a key's cell, which is never 0.
  const table = slots <= smallTable.length ? smallTable.fill(0, 0, slots) : new Int32Array(slots);
  let comparisons = 0;
  for (let key = object + cellsPerNode; key < used; key = keyAfter(cells, key)) {
    let slot = hashOf(bytes, cells, key) >>> (32 - bits);
    let other = table[slot] as number;
    while (other !== 0) {
      if (cells[other + nextCell] === cells[key + nextCell] && isSameText(bytes, cells, other, key))
        return key;
      comparisons += 1;
      if (comparisons > size * comparisonsPerKey) return findByText(bytes, cells, object, used);
      slot = (slot + 1) & (slots - 1);
      other = table[slot] as number;
    }
    table[slot] = key;
  }
  return noKey;
}

/** By the hash of V8's strings, which has a secret seed. */
function findByText(bytes: Buffer, cells: Int32Array, object: number, used: number): number {
  const seen = new Set<string>();
  for (let key = object + cellsPerNode; key < used; key = keyAfter(cells, key)) {
    // The quote in front keeps V8 from hashing keys such as "4294" by their number, which has no secret seed.
    if (seen.size === seen.add(`"${textOf(bytes, cells, key)}`).size) return key;
  }
  return noKey;
}

function keyAfter(cells: Int32Array, key: number): number {
  const value = key + cellsPerNode;
  const isContainer = ((cells[value] as number) & formMask) <= arrayForm;
  return isContainer ? (cells[value + nextCell] as number) * cellsPerNode : value + cellsPerNode;
}

function hashOf(bytes: Buffer, cells: Int32Array, key: number): number {
  const end = (cells[key + endCell] as number) - 1;
  let hash = 0x811c9dc5;
  for (let at = (cells[key + startCell] as number) + 1; at < end; at += 1) {
    hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  }
  return Math.imul(hash, 0x9e3779b1);
}

function isSameText(bytes: Buffer, cells: Int32Array, one: number, other: number): boolean {
  if (isEscaped(cells, one) || isEscaped(cells, other)) {
    return textOf(bytes, cells, one) === textOf(bytes, cells, other);
  }
  let at = cells[one + startCell] as number;
  let against = cells[other + startCell] as number;
  const end = cells[one + endCell] as number;
  if (end - at !== (cells[other + endCell] as number) - against) return false;
  while (at < end && bytes[at] === bytes[against]) {
    at += 1;
    against += 1;
  }
  return at === end;
}

function isEscaped(cells: Int32Array, key: number): boolean {
  return ((cells[key] as number) & formMask) === escapedStringForm;
}

function textOf(bytes: Buffer, cells: Int32Array, key: number): string {
  const start = cells[key + startCell] as number;
  const end = cells[key + endCell] as number;
  if (!isEscaped(cells, key)) return bytes.toString("utf8", start + 1, end - 1);
  return JSON.parse(bytes.toString("utf8", start, end)) as string;
}
