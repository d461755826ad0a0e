// The tape's numbers, in a module of their own: V8 reads an imported constant from memory at each use, so the scan
// takes copies, and is a fifth faster.

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

export const cellsPerNode = 4;
// The first of them holds the node's form and above that, of a container, the number of its members or elements.
/** A node's first byte. */
export const startCell = 1;
/** One past a node's last byte. Of an object still open: whether a key has escapes. */
export const endCell = 2;
/** Of a container, the node after its subtree; while it is open, the container around it. Of a key, its signature. */
export const nextCell = 3;

export const formBits = 3;
export const formMask = (1 << formBits) - 1;
/** What one member or element adds to its container's first cell. */
export const oneMember = 1 << formBits;
