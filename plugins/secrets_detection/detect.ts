import { foldText, type LiteralSet, type Literals, originOf } from "plugins-adapter/framework";
import { type Assignment, assignmentOf, nameEnd, nameStart } from "./assignment.ts";
import { blockBegin, blockReader, puttyBegin } from "./blocks.ts";
import { type FormatForm, formatsByName, formsByAnchor, type NamedForms } from "./catalogue.ts";
import { isLetter, isLower, isUpper } from "./characters.ts";
import { authorizationAt, commandPasswordAt, jwtAt, urlPasswordAt } from "./credentials.ts";
import type { Finding } from "./finding.ts";
import { fitsForm, matchForm, type Span } from "./form.ts";
import { kindOfName } from "./names.ts";
import { isReference, looksLikePassword } from "./passwords.ts";
import { entropyOf, isPlaceholder, looksRandom } from "./randomness.ts";
import { longRuns } from "./runs.ts";

/** What to look for. */
export interface Searches {
  readonly isOn: (type: string) => boolean;
  /** Leave out what has the form of a token with a check sum, but a wrong sum. */
  readonly verifyChecksums: boolean;
}

/**
 * Finds secrets in texts.
 * @param name of the member that holds the text: `api_key` makes a random text a key
 * @returns the findings in order, none overlapping, positions in `text`
 */
export type Finder = (text: string, name: string | undefined) => Finding[];

/** What a word that was found leads to. */
interface Lead {
  readonly forms: readonly FormatForm[];
  /** Formats that go by a name in which the word is. */
  readonly named: readonly NamedForms[];
  /** The word may be part of a secret's name. */
  readonly generic: boolean;
  readonly look?: Look;
}

type Look = (scan: Scan, start: number, end: number) => void;

/** One text being looked through. */
interface Scan {
  readonly text: string;
  readonly found: Finding[];
  readonly block: (at: number) => Span | undefined;
  /** Names before this position were looked at with all their words. */
  nameDone: number;
  assignment: Assignment | undefined;
}

/** @param literals makes the set of all words that lead to secrets */
export function finderOf(searches: Searches, literals: (literals: Literals) => LiteralSet): Finder {
  const leads = leadsOf(searches);
  const words = [...leads.keys()];
  const list = words.map((word) => leads.get(word) as Lead);
  const set = literals({ words, ignoreCase: true });
  const runs = longRuns(searches.isOn("hex_secret_32"), searches.isOn("base64_24"));
  return (source, name) => {
    const folded = foldText(source);
    const { text } = folded;
    const scan: Scan = { text, found: [], block: blockReader(text), nameDone: 0, assignment: undefined };
    if (name !== undefined) lookAtMember(searches, list, words, scan, name);
    set.each(text, (word, start, end) => look(searches, list[word] as Lead, scan, start, end));
    runs(text, scan.found);
    if (scan.found.length === 0) return scan.found;
    return merge(scan.found, (position) => originOf(folded, position));
  };
}

const genericWords =
  "password passwd passphrase passcode pwd secret token key credential auth jwt _pass _pat dbpass userpass".split(
    " ",
  );

function leadsOf({ isOn }: Searches): Map<string, Lead> {
  const forms = formsByAnchor(isOn);
  const named = formatsByName(isOn);
  const looks = looksOf(isOn);
  const generic = new Set(
    isOn("password_assignment") || isOn("generic_api_key_assignment") ? genericWords : [],
  );
  const words = new Set([...forms.keys(), ...named.keys(), ...looks.keys(), ...generic]);
  return new Map(
    [...words].map((word) => {
      const special = looks.get(word);
      const lead: Lead = {
        forms: forms.get(word) ?? [],
        named: named.get(word) ?? [],
        generic: generic.has(word),
        ...(special && { look: special }),
      };
      return [word, lead];
    }),
  );
}

function looksOf(isOn: (type: string) => boolean): Map<string, Look> {
  const looks = new Map<string, Look>();
  const add = (
    type: string,
    words: readonly string[],
    find: (scan: Scan, start: number, end: number) => Span | undefined,
  ) => {
    if (!isOn(type)) return;
    for (const word of words) {
      looks.set(word, (scan, start, end) => {
        const span = find(scan, start, end);
        if (span !== undefined) scan.found.push({ type, start: span.start, end: span.end });
      });
    }
  };
  add("private_key_block", [blockBegin.toLowerCase(), puttyBegin.toLowerCase()], (scan, start) =>
    scan.block(start),
  );
  add("jwt_like", ["eyj"], ({ text }, start) =>
    text.startsWith("eyJ", start) ? jwtAt(text, start) : undefined,
  );
  add("authorization_header", ["bearer "], ({ text }, _start, end) => authorizationAt(text, end, "bearer"));
  add("authorization_header", ["basic "], ({ text }, _start, end) => authorizationAt(text, end, "basic"));
  add("connection_string", ["://"], ({ text }, start) => urlPasswordAt(text, start));
  add("password_assignment", [" -u", " --user"], ({ text }, _start, end) => commandPasswordAt(text, end));
  return looks;
}

function look(searches: Searches, lead: Lead, scan: Scan, start: number, end: number): void {
  for (const { format, form } of lead.forms) {
    const span = matchForm(form, scan.text, start);
    if (span !== undefined && isToken(searches, format, scan.text, span)) {
      scan.found.push({ type: format.id, start: span.start, end: span.end });
    }
  }
  lead.look?.(scan, start, end);
  if (lead.named.length > 0 || lead.generic) lookAtName(searches, lead, scan, start);
}

function isToken(
  { verifyChecksums }: Searches,
  { entropy = 2.5, random, requires, checksum }: FormatForm["format"],
  text: string,
  { start, end, body }: Span,
): boolean {
  const token = text.slice(start, end);
  if (requires !== undefined && !requires(token)) return false;
  if (checksum !== undefined) {
    if (checksum(token)) return true;
    if (verifyChecksums) return false;
  }
  if (entropy === 0) return true;
  const variable = body >= end - 8 ? token : text.slice(body, end);
  if (entropyOf(variable) < entropy || isPlaceholder(variable)) return false;
  return random !== true || looksRandom(variable);
}

/** Looks at the name that a word is part of, and what is assigned to it. Several words of one name share the reading. */
function lookAtName(searches: Searches, lead: Lead, scan: Scan, at: number): void {
  const { text } = scan;
  if (at >= scan.nameDone) {
    const to = nameEnd(text, at);
    scan.nameDone = to;
    scan.assignment = assignmentOf(text, nameStart(text, at), to);
  }
  const { assignment } = scan;
  if (assignment !== undefined) judge(searches, lead, scan, assignment);
}

/** The member's name stands before its value as in a program. */
function lookAtMember(
  searches: Searches,
  leads: readonly Lead[],
  words: readonly string[],
  scan: Scan,
  name: string,
): void {
  if (scan.text.length > longestMember || name.length > 80) return;
  const lower = name.toLowerCase();
  const assignment: Assignment = { name, start: 0, end: scan.text.length, quoted: true };
  for (const [index, lead] of leads.entries()) {
    if ((lead.generic || lead.named.length > 0) && lower.includes(words[index] as string)) {
      judge(searches, lead, scan, assignment);
    }
  }
}

const longestMember = 1024;

function judge({ isOn }: Searches, lead: Lead, { text, found }: Scan, assignment: Assignment): void {
  const { name, start, end, quoted } = assignment;
  // What is cut short (`ops_eyJ…`, `ghp_abc...`) is shown because it is no secret any more.
  if (text.startsWith("..", end) || text.charAt(end) === "\u2026") return;
  const value = text.slice(start, end);
  for (const { id, names, forms } of lead.named) {
    if (!names.some((part) => standsInName(part, name))) continue;
    if (forms.some((form) => fitsForm(form, value)) && isNamedValue(value))
      found.push({ type: id, start, end });
  }
  if (!lead.generic) return;
  const kind = kindOfName(name);
  if (kind === undefined) return;
  const bearer = value.lastIndexOf(" ") + 1;
  const inner = bearer > 0 && bearer < 12 ? value.slice(bearer) : value;
  if (
    isOn("generic_api_key_assignment") &&
    looksRandom(inner) &&
    !isReference(inner) &&
    !isPlaceholder(inner)
  ) {
    found.push({ type: "generic_api_key_assignment", start: end - inner.length, end });
  } else if (kind === "password" && isOn("password_assignment") && looksLikePassword(value, quoted)) {
    found.push({ type: "password_assignment", start, end });
  }
}

/** Whether a name has a part as a word of its own: `etsyToken`, `ETSY_TOKEN`, not `SetSysctl`. */
function standsInName(part: string, name: string): boolean {
  const at = name.toLowerCase().indexOf(part);
  if (at === -1) return false;
  const found = name.slice(at, at + part.length);
  const before = name.charCodeAt(at - 1);
  const begins = !isLetter(before) || (isLower(before) && isUpper(found.charCodeAt(0)));
  const inOneCase = found.slice(1) === found.slice(1).toLowerCase() || found === found.toUpperCase();
  return begins && (inOneCase || part.length > 7);
}

function isNamedValue(value: string): boolean {
  return /\d/.test(value) && entropyOf(value) >= 2.3 && !isPlaceholder(value);
}

/** Of overlapping findings one stays that covers both, called as the one that begins first or, of those, is longest. */
function merge(found: Finding[], origin: (position: number) => number): Finding[] {
  found.sort((a, b) => a.start - b.start || b.end - a.end || rank(a) - rank(b));
  const merged: Finding[] = [];
  let last: Finding | undefined;
  for (const finding of found) {
    if (last !== undefined && finding.start < last.end) {
      const type = rank(finding) < rank(last) ? finding.type : last.type;
      last = { type, start: last.start, end: Math.max(last.end, finding.end) };
      merged[merged.length - 1] = last;
    } else {
      last = finding;
      merged.push(finding);
    }
  }
  return merged.map(({ type, start, end }) => ({ type, start: origin(start), end: origin(end) }));
}

/** Formats say more than what goes by names, and that more than looks alone. */
function rank({ type }: Finding): number {
  return vague.indexOf(type) + 1;
}

const vague = ["password_assignment", "generic_api_key_assignment", "base64_24", "hex_secret_32"];
