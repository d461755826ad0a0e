import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from "yaml";
import { type LocatedMember, type LocatedNode, literal, mapping, sequence } from "./located.ts";
import { type MaskedText, maskPlaceholders, unmasked } from "./placeholders.ts";
import { type ConfigProblem, type KeyPath, keyText, type Location, quote } from "./problem.ts";
import { readScalar, type UndecidedTemplate } from "./scalar.ts";

/** What one file holds. `root` is absent where it could not be read as one value. */
export interface YamlTree {
  readonly root?: LocatedNode;
  readonly problems: readonly ConfigProblem[];
  /** Templates that are problems, or warnings where the dialect is tolerant. */
  readonly undecided: readonly UndecidedTemplate[];
}

/** Values in one file, aliases expanded. */
const mostValues = 100_000;
const mostAliases = 100;
const mostDepth = 64;

interface Reader {
  readonly file: string;
  readonly environment: Readonly<Record<string, string | undefined>> | undefined;
  readonly masked: MaskedText;
  readonly lines: LineCounter;
  readonly anchors: Map<string, LocatedNode>;
  readonly problems: ConfigProblem[];
  readonly undecided: UndecidedTemplate[];
  aliases: number;
  size: number;
}

/**
 * Reads YAML 1.2 text with templates into a tree of located values. Never throws; every problem found is reported.
 * @param environment what templates are filled in from; without it there are none, and braces are braces
 */
export function readYaml(
  file: string,
  text: string,
  environment?: Readonly<Record<string, string | undefined>>,
): YamlTree {
  const top: Location = { file, line: 1, column: 1 };
  const masked = environment === undefined ? unmasked(text) : maskPlaceholders(text);
  if (masked === undefined) {
    return {
      problems: [
        { ...top, key: "", found: "more templates than this reader can hold", expected: "at most 3844" },
      ],
      undecided: [],
    };
  }
  const lines = new LineCounter();
  const problems: ConfigProblem[] = [];
  const reader: Reader = {
    file,
    environment,
    masked,
    lines,
    anchors: new Map(),
    problems,
    undecided: [],
    aliases: 0,
    size: 0,
  };
  try {
    const document = parseDocument(masked.text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      merge: false,
    });
    for (const { message, pos } of [...document.errors, ...document.warnings]) {
      // What the message quotes of the file may be a secret, or a masked template.
      const found = message.replace(/: ".*$/s, "").replaceAll(/[\uE000-\uF8FF]\S*/g, "a template");
      problems.push({
        ...place(reader, pos[0]),
        key: "",
        found: `bad YAML (${found})`,
        expected: "YAML 1.2",
      });
    }
    if (problems.length > 0)
      return {
        problems: environment === undefined ? problems : [...problems, ...unsupportedTemplates(reader, text)],
        undecided: [],
      };
    return { root: readNode(reader, document.contents, []), problems, undecided: reader.undecided };
  } catch (error) {
    // The stack's end is how the parser bounds nesting; anything else would be its bug, and is no reason to go down.
    const found =
      error instanceof RangeError ? "values nested too deep to read" : "YAML that the parser fails on";
    return { problems: [{ ...top, key: "", found, expected: "YAML 1.2" }], undecided: [] };
  }
}

function readNode(reader: Reader, node: unknown, path: KeyPath, offset = 0): LocatedNode {
  const at = place(reader, startOf(node) ?? offset);
  const fail = (found: string, expected: string): LocatedNode => {
    reader.problems.push({ ...at, key: keyText(path), found, expected });
    return bad(at);
  };
  if (path.length > mostDepth) return fail("values nested too deep", `at most ${mostDepth} levels`);
  if (isAlias(node)) return readAlias(reader, node, fail);
  let located: LocatedNode;
  if (node === null || node === undefined) located = literal(null, at);
  else if (isScalar(node)) located = readScalar(reader, node as Scalar, path, at);
  else if (isSeq(node)) {
    const items = node.items.map((item, index) => readNode(reader, item, [...path, index], startOf(node)));
    located = sequence(items, at);
  } else if (isMap(node)) located = readMapping(reader, node, path, at);
  else return fail("a value that is no YAML value", "a text, number, boolean, list or mapping");
  const anchor = (node as { anchor?: string } | null)?.anchor;
  if (anchor !== undefined) reader.anchors.set(anchor, located);
  if (located.kind === "scalar" && !grow(reader, 1)) return fail("too many values", `at most ${mostValues}`);
  return located;
}

function readAlias(
  reader: Reader,
  alias: Alias,
  fail: (found: string, expected: string) => LocatedNode,
): LocatedNode {
  reader.aliases += 1;
  if (reader.aliases > mostAliases) return fail("too many aliases", `at most ${mostAliases}`);
  const target = reader.anchors.get(alias.source);
  if (target === undefined)
    return fail(`the alias *${alias.source.slice(0, 60)}`, "an anchor that was given, in full, before it");
  return grow(reader, target.size)
    ? target
    : fail("aliases that stand for too many values", `at most ${mostValues}`);
}

function bad(at: Location): LocatedNode {
  return { ...literal(null, at), state: "bad" };
}

/** Counts values; false from the first one that is too many. */
function grow(reader: Reader, size: number): boolean {
  if (reader.size + size > mostValues) return false;
  reader.size += size;
  return true;
}

function readMapping(reader: Reader, map: YAMLMap, path: KeyPath, at: Location): LocatedNode {
  const members = new Map<string, LocatedMember>();
  const merged: LocatedNode[] = [];
  for (const pair of map.items as Pair[]) {
    const keyAt = place(reader, startOf(pair.key) ?? startOf(map) ?? 0);
    const key = readKey(reader, pair.key, path, keyAt);
    if (key === undefined) continue;
    if (key === "<<" && isScalar(pair.key) && pair.key.type === "PLAIN") {
      const node = readNode(reader, pair.value, [...path, key], startOf(pair.key));
      merged.push(...(node.kind === "sequence" ? node.items : [node]));
      continue;
    }
    const node = readNode(reader, pair.value, [...path, key], startOf(pair.key));
    const earlier = members.get(key);
    if (earlier !== undefined) {
      const expected = `it once: it is on line ${earlier.keyAt.line} already`;
      reader.problems.push({
        ...keyAt,
        key: keyText([...path, key]),
        found: `the key ${quote(key)} again`,
        expected,
      });
    } else members.set(key, { keyAt, node });
  }
  // YAML merge keys, as ContextForge's reader has them: what is written wins over what is merged, earlier over later.
  for (const node of merged) {
    if (node.kind === "scalar" && node.state === "bad") continue;
    if (node.kind !== "mapping") {
      reader.problems.push({
        ...node.at,
        key: keyText([...path, "<<"]),
        found: `a ${node.kind}`,
        expected: "a mapping to merge, or a list of them",
      });
      continue;
    }
    for (const [key, member] of node.members) if (!members.has(key)) members.set(key, member);
  }
  return mapping(members, at);
}

/** Keys are texts; a number or a plain `yes` as a key is its text. */
function readKey(reader: Reader, key: unknown, path: KeyPath, at: Location): string | undefined {
  const fail = (found: string): undefined => {
    reader.problems.push({ ...at, key: keyText(path), found, expected: "a plain text as a key" });
    return undefined;
  };
  if (!isScalar(key)) return fail("a key that is a list, a mapping, an alias or missing");
  const text = typeof key.value === "string" ? key.value : key.source;
  if (text === undefined || text === "") return fail("an empty key");
  if (text.includes(reader.masked.mark)) return fail("a template in a key");
  if (text === "__proto__") return fail('the key "__proto__"');
  return text;
}

/** Where the text does not parse, a template that this reader has no meaning for may be the cause: named too. */
function unsupportedTemplates(reader: Reader, text: string): ConfigProblem[] {
  const found: ConfigProblem[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const column = line.search(/\{[%#]/);
    if (column === -1 || /(^|\s)#/.test(line.slice(0, column))) continue;
    const problem = {
      file: reader.file,
      line: index + 1,
      column: column + 1,
      key: "",
      found: "a template statement",
      expected: templateForms,
    };
    found.push(problem);
  }
  return found;
}

const templateForms = "only {{ env.NAME }} templates; write the YAML out";

function startOf(node: unknown): number | undefined {
  return (node as { range?: [number, number, number] | null } | null | undefined)?.range?.[0];
}

function place(reader: Reader, offset: number): Location {
  const { line, col } = reader.lines.linePos(offset);
  return { file: reader.file, line: Math.max(1, line), column: Math.max(1, col) };
}
