import { foldText, type LiteralSet, type Literals, originOf } from "plugins-adapter/framework";
import { assignedDetector } from "./assigned.ts";
import { blockBegin, blockReader, puttyBegin } from "./blocks.ts";
import { type FormatForm, formsByAnchor } from "./catalogue.ts";
import { handedPasswordAt, passwordCommands } from "./commands.ts";
import { authorizationAt, commandPasswordAt, jwtAt, urlPasswordAt } from "./credentials.ts";
import type { Finding } from "./finding.ts";
import { matchForm, type Span } from "./form.ts";
import { kubernetesDetector } from "./kubernetes.ts";
import { entropyOf, isPlaceholder, looksRandom } from "./randomness.ts";
import { runEnds } from "./run-ends.ts";
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

/** Makes the sets of words that lead to secrets. */
export type MakeLiterals = (literals: Literals) => LiteralSet;

export function finderOf(searches: Searches, literals: MakeLiterals): Finder {
  const detectTokens = tokenDetector(searches, literals);
  const detectAssigned = assignedDetector(searches.isOn, literals);
  const detectHeaders = headerDetector(searches.isOn, literals);
  const detectKubernetes = kubernetesDetector(searches.isOn("kubernetes_secret"));
  const detectRuns = longRuns(searches.isOn("hex_secret_32"), searches.isOn("base64_24"));
  return (source, name) => {
    const folded = foldText(source);
    const { text } = folded;
    const found: Finding[] = [];
    detectTokens(text, found);
    detectAssigned(text, name, found);
    detectHeaders(text, found);
    detectKubernetes(text, found);
    detectRuns(text, found);
    return found.length === 0 ? found : merge(found, (position) => originOf(folded, position));
  };
}

type Detector = (text: string, found: Finding[]) => void;

/** What a word that was found leads to. */
interface Lead {
  readonly forms: readonly FormatForm[];
  readonly other?: Other;
}

interface Other {
  readonly type: string;
  find(text: string, start: number, end: number): Span | undefined;
}

/** What shows by its form: tokens, and private keys, JSON Web Tokens, passwords in URLs and commands. */
function tokenDetector(searches: Searches, literals: MakeLiterals): Detector {
  const forms = formsByAnchor(searches.isOn);
  let block: ReturnType<typeof blockReader>;
  const others = new Map<string, Other>();
  const add = (type: string, words: readonly string[], find: Other["find"]) => {
    if (searches.isOn(type)) for (const word of words) others.set(word, { type, find });
  };
  add("private_key_block", [blockBegin, puttyBegin], (_text, start) => block(start));
  add("jwt_like", ["eyJ"], (text, start) => jwtAt(text, start));
  add("connection_string", ["://"], (text, start) => urlPasswordAt(text, start));
  add("password_assignment", [" -u", " --user"], (text, _start, end) => commandPasswordAt(text, end));
  add("password_assignment", passwordCommands, handedPasswordAt);

  const words = [...new Set([...forms.keys(), ...others.keys()])];
  const leads = words.map((word): Lead => {
    const other = others.get(word);
    return { forms: forms.get(word) ?? [], ...(other && { other }) };
  });
  const set = literals({ words });
  return (text, found) => {
    block = blockReader(text);
    const endOf = runEnds(text);
    set.each(text, (word, start, end) => {
      const { forms: candidates, other } = leads[word] as Lead;
      for (const { format, form } of candidates) {
        const span = matchForm(form, text, start, endOf);
        if (span !== undefined && isToken(searches, format, text, span)) push(found, format.id, span);
      }
      if (other !== undefined) push(found, other.type, other.find(text, start, end));
    });
  };
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

/** Credentials of the Authorization header. */
function headerDetector(isOn: Searches["isOn"], literals: MakeLiterals): Detector {
  const type = "authorization_header";
  if (!isOn(type)) return () => undefined;
  const schemes = ["bearer", "basic"] as const;
  const set = literals({ words: schemes.map((scheme) => `${scheme} `), ignoreCase: true });
  return (text, found) => {
    set.each(text, (word, _start, end) =>
      push(found, type, authorizationAt(text, end, schemes[word] as "bearer" | "basic")),
    );
  };
}

function push(found: Finding[], type: string, span: Span | undefined): void {
  if (span !== undefined) found.push({ type, start: span.start, end: span.end });
}

/** Of overlapping findings one stays that covers both, called as what says more or, of those alike, begins first. */
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
