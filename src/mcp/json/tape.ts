import type { JsonKind, JsonNode } from "./document.ts";
import { none } from "./document.ts";

/**
 * What a scan found, flat: four cells a node, in the order of the text, so that a subtree is a run of nodes. Keys are
 * nodes of their own, each right before its value.
 */
export interface Tape {
  cells: Int32Array;
  /** Nodes recorded. */
  count: number;
  /** Some key is written with escapes. */
  escapedKeys: boolean;
}

/** How a node is written. Strings with escapes are apart: the others need no decoding to be compared. */
export type NodeForm = number;
export const objectForm = 0;
export const arrayForm = 1;
export const plainStringForm = 2;
export const escapedStringForm = 3;
export const numberForm = 4;
export const trueForm = 5;
export const falseForm = 6;
export const nullForm = 7;

const kinds: readonly JsonKind[] = ["object", "array", "string", "string", "number", "true", "false", "null"];

const formBits = 3;
const oneMember = 1 << formBits;
const cellsPerNode = 4;
// The cells of a node: its form and size, first byte, one past its last byte, and the node after its subtree (of a
// container still open: the container around it).
const startCell = 1;
const endCell = 2;
const nextCell = 3;
// Enough for most messages; a tape grows by doubling.
const firstCapacity = 1024;

/** An empty tape for a text of `byteLength` bytes. */
export function newTape(byteLength: number): Tape {
  const capacity = Math.min(firstCapacity, (byteLength >> 1) + 1);
  return { cells: new Int32Array(capacity * cellsPerNode), count: 0, escapedKeys: false };
}

/** Records a scalar or a key. `owner` is the container whose size it counts for, `none` for keys and the root. */
export function addScalar(tape: Tape, form: NodeForm, start: number, end: number, owner: JsonNode): void {
  const cell = reserve(tape, owner);
  const cells = tape.cells;
  cells[cell] = form;
  cells[cell + startCell] = start;
  cells[cell + endCell] = end;
  cells[cell + nextCell] = tape.count;
}

/** Records the opening bracket of a container inside `outer` and returns its node. */
export function openContainer(tape: Tape, form: NodeForm, start: number, outer: JsonNode): JsonNode {
  const cell = reserve(tape, outer);
  const cells = tape.cells;
  cells[cell] = form;
  cells[cell + startCell] = start;
  cells[cell + nextCell] = outer;
  return tape.count - 1;
}

/** Records the closing bracket and returns the container around this one, `none` for the root. */
export function closeContainer(tape: Tape, node: JsonNode, end: number): JsonNode {
  const cell = node * cellsPerNode;
  const outer = tape.cells[cell + nextCell] as number;
  tape.cells[cell + endCell] = end;
  tape.cells[cell + nextCell] = tape.count;
  return outer;
}

export function formOf(tape: Tape, node: JsonNode): NodeForm {
  return (tape.cells[node * cellsPerNode] as number) & (oneMember - 1);
}

export function kindOf(tape: Tape, node: JsonNode): JsonKind {
  return kinds[formOf(tape, node)] as JsonKind;
}

/** Members or elements, so far while the container is open. */
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
  return tape.cells[node * cellsPerNode + nextCell] as number;
}

function reserve(tape: Tape, owner: JsonNode): number {
  const cell = tape.count * cellsPerNode;
  if (cell === tape.cells.length) {
    const grown = new Int32Array(tape.cells.length * 2);
    grown.set(tape.cells);
    tape.cells = grown;
  }
  tape.count += 1;
  if (owner !== none) {
    const ownerCell = owner * cellsPerNode;
    tape.cells[ownerCell] = (tape.cells[ownerCell] as number) + oneMember;
  }
  return cell;
}
