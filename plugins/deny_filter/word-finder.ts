/** Finds any of a list of words in a text, in time linear in the text however many words there are. */
export type WordFinder = (text: string) => boolean;

/**
 * The Aho-Corasick automaton of the words: a tree of their letters, and from each node a link to where the longest
 * ending of what was read so far continues. Words and texts are compared code unit by code unit.
 */
export function wordFinder(words: readonly string[]): WordFinder {
  const tree = treeOf(words.filter((word) => word !== ""));
  linkFailures(tree);
  const { next, failure, accepts } = tree;
  return (text) => {
    let node = root;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      let child = next.get(node * 0x10000 + unit);
      while (child === undefined && node !== root) {
        node = failure[node] as number;
        child = next.get(node * 0x10000 + unit);
      }
      if (child === undefined) continue;
      node = child;
      if (accepts[node] === true) return true;
    }
    return false;
  };
}

const root = 0;

/**
 * @property next     child of a node by node number × 65536 + code unit
 * @property failure  per node, the node to go on from when no child fits
 * @property accepts  per node, whether a word ends here
 */
interface Tree {
  readonly next: Map<number, number>;
  readonly parent: { readonly node: number; readonly unit: number }[];
  readonly failure: number[];
  readonly accepts: boolean[];
}

function treeOf(words: readonly string[]): Tree {
  const tree: Tree = {
    next: new Map(),
    parent: [{ node: root, unit: 0 }],
    failure: [root],
    accepts: [false],
  };
  // Shorter beginnings first: nodes come in order of depth, as linking needs them.
  const open = words.map((word) => ({ word, node: root }));
  for (let depth = 0, left = open; left.length > 0; depth++) {
    for (const entry of left) {
      const unit = entry.word.charCodeAt(depth);
      const key = entry.node * 0x10000 + unit;
      let child = tree.next.get(key);
      if (child === undefined) {
        child = tree.parent.length;
        tree.next.set(key, child);
        tree.parent.push({ node: entry.node, unit });
        tree.failure.push(root);
        tree.accepts.push(false);
      }
      entry.node = child;
      if (entry.word.length === depth + 1) tree.accepts[child] = true;
    }
    left = left.filter((entry) => entry.word.length > depth + 1);
  }
  return tree;
}

function linkFailures({ next, parent, failure, accepts }: Tree): void {
  for (let node = 1; node < parent.length; node++) {
    const { node: above, unit } = parent[node] as { node: number; unit: number };
    if (above === root) continue;
    let from = failure[above] as number;
    let target = next.get(from * 0x10000 + unit);
    while (target === undefined && from !== root) {
      from = failure[from] as number;
      target = next.get(from * 0x10000 + unit);
    }
    failure[node] = target ?? root;
    if (accepts[failure[node] as number] === true) accepts[node] = true;
  }
}
