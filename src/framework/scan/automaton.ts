/** A text to look for. `bit` says whose it is, `index` which of theirs. */
export interface Entry {
  readonly word: string;
  readonly bit: number;
  readonly index: number;
}

/**
 * The Aho-Corasick automaton of a list of words: a tree of their code units, and from each state a link to where the
 * longest ending of what was read goes on. States are numbered by depth, the root is 0.
 *
 * The states near the root, where texts spend their time, have a row with the next state for each class of code units;
 * the others have their children and the link only, so that memory stays in proportion to the words. Between steps a
 * state is held as its position: of a state with a row where that begins, of others its number counted on from `cells`.
 * @property classes    class of each code unit; 0 are all that no word has
 * @property width      number of classes
 * @property rows       next position by position + class; negative where words end there
 * @property cells      size of `rows`
 * @property begins     by the classes of three code units, six bits each, whether a word can begin with them
 * @property firstChild number of a state's first child; the children of one state follow each other by class
 * @property label      class that leads to a state
 * @property link       state of the longest proper ending that is in the tree
 * @property endsFrom   where the entries begin in `ends` whose word ends in a state; those of the next state follow
 * @property ends       all entries, by the state that their word ends in
 * @property nextEnd    the nearest state along the links where words end; 0 if there is none
 * @property bits       bits of all entries whose words end in a state or along its links
 */
export interface Automaton {
  readonly classes: Uint16Array;
  readonly width: number;
  readonly rows: Int32Array;
  readonly cells: number;
  readonly begins: Uint8Array;
  readonly firstChild: Int32Array;
  readonly label: Uint16Array;
  readonly link: Int32Array;
  readonly endsFrom: Int32Array;
  readonly ends: readonly Entry[];
  readonly nextEnd: Int32Array;
  readonly bits: Int32Array;
}

/** Cells of all rows together: 4 MiB. Some thousand words fit without a state that has no row. */
const maxCells = 1 << 20;

/** @param ignoreCase whether ASCII letters of either case are one class */
export function automatonOf(given: readonly Entry[], ignoreCase: boolean, cellLimit = maxCells): Automaton {
  const entries = given.filter(({ word }) => word !== "");
  const { classes, width } = classesOf(entries, ignoreCase);
  const { label, parent, ends } = treeOf(entries, classes);
  const size = label.length;
  const rowed = Math.min(size, Math.max(1, Math.floor(cellLimit / width)));
  const automaton: Automaton = {
    classes,
    width,
    rows: new Int32Array(rowed * width),
    cells: rowed * width,
    begins: beginningsOf(entries, classes),
    firstChild: firstChildren(parent),
    label: Uint16Array.from(label),
    link: new Int32Array(size),
    endsFrom: endsByState(ends, size),
    ends: [...ends.keys()].sort((a, b) => a - b).flatMap((state) => ends.get(state) ?? []),
    nextEnd: new Int32Array(size),
    bits: new Int32Array(size),
  };
  linkStates(automaton, parent, ends);
  for (let state = 0; state < rowed; state++) fillRow(automaton, state);
  return automaton;
}

/** The number of the state that a position stands for. */
export function stateAt({ cells, width }: Automaton, position: number): number {
  return position < cells ? position / width : position - cells + cells / width;
}

/** What a row would say: the position after a code unit of class `of`, read at `from`, which has no row. */
export function stepWithoutRow(automaton: Automaton, from: number, of: number): number {
  return entering(automaton, nextState(automaton, stateAt(automaton, from), of));
}

/** The position of a state, negative where words end. */
function entering({ cells, width, bits }: Automaton, state: number): number {
  const position = state * width < cells ? state * width : cells + state - cells / width;
  return bits[state] === 0 ? position : -position;
}

/** Follows links until a state has a child for the class. Over a whole text that is less than a step a code unit. */
function nextState(automaton: Automaton, state: number, of: number): number {
  for (let from = state; ; from = automaton.link[from] as number) {
    const child = childOf(automaton, from, of);
    if (child !== undefined) return child;
    if (from === 0) return 0;
  }
}

function childOf({ firstChild, label }: Automaton, state: number, of: number): number | undefined {
  let low = firstChild[state] as number;
  let high = firstChild[state + 1] as number;
  while (low < high) {
    const middle = (low + high) >> 1;
    const found = label[middle] as number;
    if (found === of) return middle;
    if (found < of) low = middle + 1;
    else high = middle;
  }
  return undefined;
}

function classesOf(entries: readonly Entry[], ignoreCase: boolean) {
  const classes = new Uint16Array(0x10000);
  let width = 1;
  for (const { word } of entries) {
    for (let index = 0; index < word.length; index++) {
      const unit = word.charCodeAt(index);
      if (classes[unit] !== 0) continue;
      classes[unit] = width;
      if (ignoreCase && isAsciiLetter(unit)) classes[unit ^ 0x20] = width;
      width++;
    }
  }
  return { classes, width };
}

function isAsciiLetter(unit: number): boolean {
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/** Classes beyond 63 share a place with another: then some places are marked where no word begins, never the reverse. */
function beginningsOf(entries: readonly Entry[], classes: Uint16Array): Uint8Array {
  const begins = new Uint8Array(1 << 18);
  for (const { word } of entries) {
    const [a, b, c] = [0, 1, 2].map((index) =>
      index < word.length ? [(classes[word.charCodeAt(index)] as number) & 63] : anyClass,
    ) as [number[], number[], number[]];
    for (const first of a)
      for (const second of b) for (const third of c) begins[(first << 12) | (second << 6) | third] = 1;
  }
  return begins;
}

const anyClass = Array.from({ length: 64 }, (_, of) => of);

interface Tree {
  readonly label: number[];
  readonly parent: number[];
  readonly ends: Map<number, Entry[]>;
}

/** Level by level over the sorted words: states come in order of depth, and the children of one side by side. */
function treeOf(entries: readonly Entry[], classes: Uint16Array): Tree {
  const tree: Tree = { label: [0], parent: [0], ends: new Map() };
  let level = entries
    .map((entry) => ({ entry, spelled: spell(entry.word, classes), state: 0 }))
    .sort((a, b) => (a.spelled < b.spelled ? -1 : Number(a.spelled > b.spelled)));
  for (let depth = 0; level.length > 0; depth++) {
    let from = -1;
    let by = -1;
    for (const each of level) {
      const of = each.spelled.charCodeAt(depth);
      if (each.state !== from || of !== by) {
        from = each.state;
        by = of;
        tree.label.push(of);
        tree.parent.push(from);
      }
      each.state = tree.label.length - 1;
    }
    for (const { entry, spelled, state } of level) {
      if (spelled.length > depth + 1) continue;
      const here = tree.ends.get(state);
      if (here === undefined) tree.ends.set(state, [entry]);
      else here.push(entry);
    }
    level = level.filter(({ spelled }) => spelled.length > depth + 1);
  }
  return tree;
}

/** A word with the class of each code unit in its place, so that equal words compare equal. */
function spell(word: string, classes: Uint16Array): string {
  let spelled = "";
  for (let index = 0; index < word.length; index++) {
    spelled += String.fromCharCode(classes[word.charCodeAt(index)] as number);
  }
  return spelled;
}

/** Parents come in order, so each state's children begin where those of the one before end. */
function firstChildren(parent: readonly number[]): Int32Array {
  const first = new Int32Array(parent.length + 1);
  let child = 1;
  for (let state = 0; state <= parent.length; state++) {
    while (child < parent.length && (parent[child] as number) < state) child++;
    first[state] = child;
  }
  return first;
}

function endsByState(ends: Tree["ends"], size: number): Int32Array {
  const from = new Int32Array(size + 1);
  for (let state = 0; state < size; state++) {
    from[state + 1] = (from[state] as number) + (ends.get(state)?.length ?? 0);
  }
  return from;
}

function linkStates(automaton: Automaton, parent: readonly number[], ends: Tree["ends"]): void {
  const { label, link, nextEnd, bits } = automaton;
  for (let state = 1; state < parent.length; state++) {
    const above = parent[state] as number;
    const to = above === 0 ? 0 : nextState(automaton, link[above] as number, label[state] as number);
    link[state] = to;
    nextEnd[state] = ends.has(to) ? to : (nextEnd[to] as number);
    let own = bits[to] as number;
    for (const { bit } of ends.get(state) ?? []) own |= bit;
    bits[state] = own;
  }
}

/** A row is the row of the link, which is nearer to the root and filled already, but for the state's own children. */
function fillRow(automaton: Automaton, state: number): void {
  const { rows, width, firstChild, label, link } = automaton;
  const at = state * width;
  if (state > 0) {
    const linked = (link[state] as number) * width;
    rows.copyWithin(at, linked, linked + width);
  }
  for (let child = firstChild[state] as number; child < (firstChild[state + 1] as number); child++) {
    rows[at + (label[child] as number)] = entering(automaton, child);
  }
}
