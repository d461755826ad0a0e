import { isAlphanumeric, isDigit } from "../characters.ts";
import type { Scheme } from "./scheme.ts";

/**
 * The forms of schemes as a tree, so that what begins as none of them does is left after its first run.
 * @property next by the sign before the next run, none for the first, and the run: `-D4`
 */
export interface FormTree {
  readonly next: Map<string, FormTree>;
  readonly alone: Scheme[];
  readonly labelled: Scheme[];
}

export function formTree(schemes: readonly Scheme[]): FormTree {
  const root = newTree();
  for (const scheme of schemes) {
    for (const form of scheme.forms) leafOf(root, form).alone.push(scheme);
    for (const form of scheme.labelled) leafOf(root, form).labelled.push(scheme);
  }
  return root;
}

/** A text that has the form of schemes. @property code its letters, as capitals, and digits */
export interface FormMatch {
  readonly end: number;
  readonly tree: FormTree;
  readonly code: string;
  readonly hasSpace: boolean;
}

/** Calls back with each form that the text has from `start` on, shorter ones first. */
export function eachForm(
  root: FormTree,
  text: string,
  start: number,
  visit: (match: FormMatch) => void,
): void {
  let tree: FormTree | undefined = root;
  let code = "";
  let sign = "";
  let hasSpace = false;
  for (let from = start; ; ) {
    const end = runEnd(text, from);
    if (end === from || end - from > longestRun) return;
    tree = tree.next.get(sign + shapeOf(text, from, end));
    if (tree === undefined) return;
    code += text.slice(from, end).toUpperCase();
    if (tree.alone.length + tree.labelled.length > 0) visit({ end, tree, code, hasSpace });
    sign = text.charAt(end);
    hasSpace ||= sign === " ";
    from = end + 1;
  }
}

const longestRun = 18;

function newTree(): FormTree {
  return { next: new Map(), alone: [], labelled: [] };
}

function leafOf(root: FormTree, form: string): FormTree {
  let tree = root;
  for (const [, sign = "", run = ""] of form.matchAll(/(^|[^AD\d])((?:[AD]\d+)+)/g)) {
    const found = tree.next.get(sign + run) ?? newTree();
    tree.next.set(sign + run, found);
    tree = found;
  }
  return tree;
}

function runEnd(text: string, from: number): number {
  let end = from;
  while (end - from <= longestRun && isAlphanumeric(text.charCodeAt(end))) end++;
  return end;
}

/** `AB12C` is `A2D2A1`. */
function shapeOf(text: string, from: number, end: number): string {
  let shape = "";
  for (let index = from; index < end; ) {
    const digits = isDigit(text.charCodeAt(index));
    const begin = index;
    while (index < end && isDigit(text.charCodeAt(index)) === digits) index++;
    shape += (digits ? "D" : "A") + (index - begin);
  }
  return shape;
}
