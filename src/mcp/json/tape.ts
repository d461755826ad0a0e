import type { JsonKind, JsonNode } from "./document.ts";
import type { NodeForm } from "./tape-layout.ts";
import { arrayForm, cellsPerNode, endCell, formBits, formMask, nextCell, startCell } from "./tape-layout.ts";

/**
 * What a scan found, flat: four cells a node, in the order of the text, so that a subtree is a run of nodes. Keys are
 * nodes of their own, each right before its value. `tape-layout.ts` says what the cells hold.
 */
export interface Tape {
  readonly cells: Int32Array;
  /** The root. */
  readonly first: JsonNode;
  /** One past the last node. */
  readonly end: JsonNode;
  /** Some key is written with escapes. */
  readonly escapedKeys: boolean;
}

const kinds: readonly JsonKind[] = ["object", "array", "string", "string", "number", "true", "false", "null"];

// Small tapes share an array, as small Buffers do: an array of its own costs a tape of twenty nodes as much as the scan.
// A tape keeps all of it alive, so it is no larger than 16 KiB.
const poolCells = 1024 * cellsPerNode;
let pool = new Int32Array(poolCells);
let taken = 0;

/** Cells for one scan, which must be over before the next begins. Those from `firstFreeCell` on are free. */
export function cellsForScan(): Int32Array {
  if (taken > poolCells * 0.75) {
    pool = new Int32Array(poolCells);
    taken = 0;
  }
  return pool;
}

export function firstFreeCell(): number {
  return taken;
}

/** More cells, those up to `used` as they were. `done` of a text's `length` bytes have been scanned. */
export function moreCells(cells: Int32Array, used: number, done: number, length: number): Int32Array {
  // Twice to 32 times as many, by what the rest will need if it is like the first part.
  const nodes = (used / cellsPerNode / Math.max(done, 1)) * length * 1.1;
  const expected = Math.ceil(nodes) * cellsPerNode;
  const grown = new Int32Array(Math.min(Math.max(expected, cells.length * 2), cells.length * 32));
  grown.set(cells);
  return grown;
}

/** The tape of a scan that filled the cells from `firstFreeCell` up to `used`. */
export function tapeOf(cells: Int32Array, used: number, escapedKeys: boolean): Tape {
  const first = taken / cellsPerNode;
  const end = used / cellsPerNode;
  if (cells === pool) taken = used;
  else if (used < cells.length / 2) return { cells: cells.slice(0, used), first, end, escapedKeys };
  return { cells, first, end, escapedKeys };
}

export function formOf(tape: Tape, node: JsonNode): NodeForm {
  return (tape.cells[node * cellsPerNode] as number) & formMask;
}

export function kindOf(tape: Tape, node: JsonNode): JsonKind {
  return kinds[formOf(tape, node)] as JsonKind;
}

/** Members or elements. */
export function sizeOf(tape: Tape, node: JsonNode): number {
  return (tape.cells[node * cellsPerNode] as number) >>> formBits;
}

export function startOf(tape: Tape, node: JsonNode): number {
  return tape.cells[node * cellsPerNode + startCell] as number;
}

export function endOf(tape: Tape, node: JsonNode): number {
  return tape.cells[node * cellsPerNode + endCell] as number;
}

/** The node after this one and all that it contains. */
export function nextOf(tape: Tape, node: JsonNode): JsonNode {
  if (formOf(tape, node) > arrayForm) return node + 1;
  return tape.cells[node * cellsPerNode + nextCell] as number;
}
