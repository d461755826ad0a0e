import {
  type BreakKind,
  brokenAt,
  type ChainHead,
  type FoundRecord,
  type Hashing,
  readLine,
} from "./chain.ts";

/** What is wrong, and where. Lines count from 1. */
export interface AuditProblem {
  readonly file: string;
  readonly line: number;
  readonly kind: BreakKind | "form" | "torn" | "start" | "head" | "empty";
  readonly message: string;
}

/** What a check of files came to. */
export interface AuditReport {
  readonly records: number;
  /** Of the earliest record that was given. */
  readonly first: number | undefined;
  readonly head: ChainHead | undefined;
  /** At most {@link mostProblems}. */
  readonly problems: readonly AuditProblem[];
}

/** A file of the audit: its name, and pieces of its bytes in their order. */
export interface AuditFile {
  readonly name: string;
  bytes(): AsyncIterable<Uint8Array>;
}

/** What somebody remembered of the chain: the record of this sequence has to be there, with this hash if one is given. */
export interface Anchor {
  readonly sequence: number;
  readonly hash: string | undefined;
}

const mostProblems = 100;
/** No record is longer. */
const longestLine = 4 * 1024 * 1024;

const messages: Readonly<Record<AuditProblem["kind"], string>> = {
  hash: "the record is not what its hash says",
  key: "the record was not made with this key and algorithm",
  sequence: "records are missing before this one, or out of order",
  link: "the record does not follow the one before it",
  chain: "another chain begins here",
  form: "the line is no record",
  torn: "the last line is not whole",
  start: "the first records of this file are missing",
  head: "the record that was remembered is not there",
  empty: "there is no record",
};

const keyWanted = "the record was made with a key, and none was given";

/** Checks the files of one audit, given in any order. Rejects when a file cannot be read. */
export async function verifyAudit(
  files: readonly AuditFile[],
  hashing: Hashing,
  anchor?: Anchor,
): Promise<AuditReport> {
  const problems: AuditProblem[] = [];
  const told = hashing.alg === "sha256" ? { ...messages, key: keyWanted } : messages;
  const complain = (file: string, line: number, kind: AuditProblem["kind"]) => {
    if (problems.length < mostProblems) problems.push({ file, line, kind, message: told[kind] });
  };
  let records = 0;
  let first: number | undefined;
  let head: ChainHead | undefined;
  let anchored = anchor === undefined;
  for (const file of await inOrder(files)) {
    let opened = false;
    let last = 0;
    for await (const { text, number, ended } of linesOf(file)) {
      last = number;
      const found = ended ? readLine(text) : undefined;
      if (found === undefined) {
        complain(file.name, number, ended ? "form" : "torn");
        continue;
      }
      if (!opened && head === undefined && !found.opensFile) complain(file.name, number, "start");
      opened = true;
      const broken = brokenAt(found, head, hashing);
      if (broken !== undefined) complain(file.name, number, broken);
      records++;
      first ??= found.sequence;
      head = { id: found.id, sequence: found.sequence, hash: found.hash };
      if (found.sequence === anchor?.sequence && (anchor.hash === undefined || anchor.hash === found.hash))
        anchored = true;
    }
    if (last === 0) complain(file.name, 0, "empty");
  }
  if (!anchored) complain(files.at(-1)?.name ?? "", 0, "head");
  return { records, first, head, problems };
}

/** By the sequence of their first records; files without one last, as they were given. */
async function inOrder(files: readonly AuditFile[]): Promise<readonly AuditFile[]> {
  const starts = new Map<AuditFile, number>();
  for (const file of files) starts.set(file, (await firstRecord(file))?.sequence ?? Number.MAX_SAFE_INTEGER);
  return files.toSorted((a, b) => (starts.get(a) ?? 0) - (starts.get(b) ?? 0));
}

async function firstRecord(file: AuditFile): Promise<FoundRecord | undefined> {
  for await (const { text, ended } of linesOf(file)) {
    const found = ended ? readLine(text) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Line {
  readonly text: Uint8Array;
  /** From 1. */
  readonly number: number;
  /** It has its line end. */
  readonly ended: boolean;
}

/** A line that is longer than any record comes without its rest, and is none. */
async function* linesOf(file: AuditFile): AsyncGenerator<Line> {
  let number = 0;
  let parts: Uint8Array[] = [];
  let length = 0;
  const keep = (part: Uint8Array) => {
    if (length < longestLine) parts.push(part);
    length += part.length;
  };
  for await (const piece of file.bytes()) {
    let from = 0;
    for (let end = piece.indexOf(0x0a); end >= 0; end = piece.indexOf(0x0a, from)) {
      keep(piece.subarray(from, end));
      yield { text: Buffer.concat(parts), number: ++number, ended: true };
      parts = [];
      length = 0;
      from = end + 1;
    }
    if (from < piece.length) keep(piece.subarray(from));
  }
  if (length > 0) yield { text: Buffer.concat(parts), number: ++number, ended: false };
}
