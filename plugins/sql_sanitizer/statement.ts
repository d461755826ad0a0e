import { readStatement } from "./read-statement.ts";
import { tokensOf } from "./tokens.ts";

/** What PostgreSQL's grammar makes of a text: its statements' kinds at any depth; undefined when it is no SQL. */
export type ParseSql = (sql: string) => readonly StatementNode[] | undefined;

/** A statement, or a part of one that is a statement of its own. `where` is whether it says which rows. */
export interface StatementNode {
  readonly kind: string;
  readonly where: boolean;
}

/**
 * A statement in a text.
 * @property masked what it says without comments and with empty strings and quoted names: what patterns are matched with
 * @property bare   the text without its comments
 */
export interface Statement {
  readonly start: number;
  readonly end: number;
  readonly head: string;
  readonly masked: string;
  readonly bare: string;
  readonly nodes: readonly StatementNode[];
  /** Literals stand where parameters could, or the text is put together by a program. */
  readonly interpolated: boolean;
}

const heads = new Set(
  "SELECT INSERT UPDATE DELETE DROP TRUNCATE ALTER GRANT REVOKE CREATE MERGE EXEC EXECUTE CALL WITH DECLARE REPLACE SHUTDOWN COPY LOAD ATTACH RENAME".split(
    " ",
  ),
);
const starters = new Set([";", ":", ">", "`", "(", "$", "*", "|", '"', "'", "“", "=", "["]);

/**
 * Work on one text: parses, characters of one statement and of all that are parsed (4 KB take some 2 ms), and characters
 * that are read in search of statements. Beyond the parses the tolerant reading decides, beyond the search nobody.
 */
const limits = { parses: 40, parsed: 8192, parsedInAll: 12_288, searched: 250_000 };

/**
 * The statements of a text: of SQL all, of prose those that stand at the start of the text, a line or a quotation. A
 * statement counts when PostgreSQL's grammar accepts it, or, in other dialects' words, when its head is complete.
 */
export function statementsIn(text: string, parse: ParseSql): readonly Statement[] | "limit" {
  if (!mayHold(text)) return [];
  const found: Statement[] = [];
  let parses = 0;
  let parsed = 0;
  let searched = 0;
  let from = 0;
  while (from < text.length) {
    const start = nextHead(text, from);
    if (start === undefined) return found;
    const segment = readSegment(text, start);
    searched += segment.end - start;
    if (searched > limits.searched) return "limit";
    // In prose a line is a sentence: first what is up to the semicolon, then the line.
    const ends = segment.end === segment.line ? [segment.end] : [segment.end, segment.line];
    let taken: Statement | undefined;
    for (const end of ends) {
      if (end <= start) continue;
      searched += end - start;
      const statement = readStatement(text, start, end);
      if (statement.looksLike === false) continue;
      const length = end - start;
      const small =
        length <= limits.parsed && parses < limits.parses && parsed + length <= limits.parsedInAll;
      let nodes: readonly StatementNode[] | undefined;
      if (small) {
        parses++;
        parsed += length;
        nodes = parse(portable(text, start, end));
      }
      const isQuery = statement.head === "SELECT" || statement.head === "WITH";
      if (nodes === undefined && (!small || (statement.foreign && !isQuery))) nodes = statement.nodes;
      if (nodes === undefined || nodes.length === 0) continue;
      taken = { ...statement, start, end, nodes };
      break;
    }
    if (taken !== undefined) found.push(taken);
    from = Math.max(start + 1, taken === undefined ? segment.word : taken.end);
  }
  return found;
}

function mayHold(text: string): boolean {
  return /\b(?:select|insert|update|delete|drop|truncate|alter|grant|revoke|create|merge|exec|execute|call|with|declare|replace|shutdown|copy|load|attach|rename)\b/i.test(
    text,
  );
}

/** Where a word that begins statements stands at the start of something. */
function nextHead(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at++) {
    if (!isLetter(text.charCodeAt(at))) continue;
    let end = at + 1;
    while (isLetter(text.charCodeAt(end)) || text[end] === "_") end++;
    if (end - at <= 8 && heads.has(text.slice(at, end).toUpperCase()) && startsHere(text, at)) return at;
    at = end;
  }
  return undefined;
}

function startsHere(text: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && (text[before] === " " || text[before] === "\t")) before--;
  if (before < 0) return true;
  const mark = text[before] as string;
  return (
    mark === "\n" ||
    mark === "\r" ||
    starters.has(mark) ||
    (mark === "/" && text[before - 1] === "*") ||
    (mark === "-" && text[before - 1] === "-") ||
    wordBefore(text, before)
  );
}

/** After "sql", "query" or a comment's end a statement may begin in the middle of a line. */
function wordBefore(text: string, end: number): boolean {
  return /(?:\b(?:sql|query|statement|run|execute|explain|analyze|begin|then|else|as)|!\d{0,6})$/i.test(
    text.slice(Math.max(0, end - 12), end + 1),
  );
}

interface Segment {
  readonly end: number;
  readonly line: number;
  readonly word: number;
}

function readSegment(text: string, start: number): Segment {
  const tokens = tokensOf(text, { backslash: true, double: false }, start);
  let word = start;
  let depth = 0;
  for (let token = tokens.next(), first = true; ; token = tokens.next(), first = false) {
    if (first) word = token.end;
    if (token.kind === "(") depth++;
    if (token.kind === ")" && --depth < 0)
      return { end: token.start, line: lineEnd(text, start, token.start), word };
    if (token.kind === "end" || token.kind === ";" || token.start - start > limits.parsed) {
      const end = Math.max(token.start, start);
      return { end, line: lineEnd(text, start, end), word };
    }
  }
}

/** Where the first line ends, at the latest at `end`. */
function lineEnd(text: string, start: number, end: number): number {
  const line = text.slice(start, end).indexOf("\n");
  return line === -1 ? end : start + line;
}

/** Other dialects' names in PostgreSQL's marks. */
function portable(text: string, start: number, end: number): string {
  const slice = text.slice(start, end);
  if (!slice.includes("`") && !slice.includes("[")) return slice;
  const tokens = tokensOf(slice, { backslash: true, double: false });
  let result = "";
  let last = 0;
  for (let token = tokens.next(); token.kind !== "end"; token = tokens.next()) {
    const gap = slice.slice(last, token.start);
    result += gap.trim() === "" ? gap : " ";
    const own = slice.slice(token.start, token.end);
    const isForeign = token.kind === "quoted-name" && !own.startsWith('"') && token.end - token.start > 2;
    result += isForeign ? `"${own.slice(1, -1).replaceAll('"', '""')}"` : own;
    last = token.end;
  }
  return result + slice.slice(last);
}

function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}
