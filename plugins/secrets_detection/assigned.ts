import { type Assignment, assignmentOf, nameEnd, nameStart } from "./assignment.ts";
import { formatsByName, type NamedForms } from "./catalogue.ts";
import { isLetter, isLower, isUpper } from "./characters.ts";
import type { MakeLiterals } from "./detect.ts";
import type { Finding } from "./finding.ts";
import { fitsForm } from "./form.ts";
import { isIdentifierName, kindOfName } from "./names.ts";
import { isReference, looksLikePassword } from "./passwords.ts";
import { entropyOf, isDrawnFromAll, isPlaceholder, isTyped, looksRandom } from "./randomness.ts";
import { runEnds } from "./run-ends.ts";

/**
 * Finds what is given to a name that says it is secret, in the text or as the member that the text is the value of.
 * @param name of that member
 */
export type AssignedDetector = (text: string, name: string | undefined, found: Finding[]) => void;

/** What a part of a name leads to. */
interface Lead {
  /** Formats that go by names with this part. */
  readonly named: readonly NamedForms[];
  /** Names with this part can be those of passwords and keys. */
  readonly generic: boolean;
}

export function assignedDetector(isOn: (type: string) => boolean, literals: MakeLiterals): AssignedDetector {
  const named = formatsByName(isOn);
  const generic = new Set(
    isOn("password_assignment") || isOn("generic_api_key_assignment") ? genericParts : [],
  );
  const leads = new Map<string, Lead>();
  for (const part of [...named.keys(), ...generic]) {
    leads.set(part, { named: named.get(part) ?? [], generic: generic.has(part) });
  }
  const list = [...leads.values()];
  const set = literals({ words: [...leads.keys()], ignoreCase: true });
  const leadsOf = leadsInNames(leads);
  return (text, name, found) => {
    // A member's name stands before its value as in a program.
    if (name !== undefined && name.length <= longestName && text.length <= longestMember) {
      const assignment: Assignment = { name, start: 0, end: text.length, quoted: true };
      for (const lead of leadsOf(name)) judge(isOn, lead, text, assignment, found);
    }
    // Several parts of one name share the reading of what it is given.
    let done = 0;
    let assignment: Assignment | undefined;
    const endOf = runEnds(text);
    set.each(text, (part, start) => {
      if (start >= done) {
        done = nameEnd(text, start);
        assignment = assignmentOf(text, nameStart(text, start), done, endOf);
      }
      if (assignment !== undefined) judge(isOn, list[part] as Lead, text, assignment, found);
    });
  };
}

const genericParts = "pass pwd secret token key credential auth jwt _pat".split(" ");
const maxNames = 1024;
const longestName = 80;
const longestMember = 1024;

/** Which leads a member's name contains, found once for each name. */
function leadsInNames(leads: ReadonlyMap<string, Lead>): (name: string) => readonly Lead[] {
  const known = new Map<string, readonly Lead[]>();
  return (name) => {
    let list = known.get(name);
    if (list === undefined) {
      const lower = name.toLowerCase();
      list = [...leads].filter(([part]) => lower.includes(part)).map(([, lead]) => lead);
      if (known.size >= maxNames) known.clear();
      known.set(name, list);
    }
    return list;
  };
}

function judge(
  isOn: (type: string) => boolean,
  { named, generic }: Lead,
  text: string,
  { name, start, end, quoted }: Assignment,
  found: Finding[],
): void {
  // What is cut short (`ops_eyJ…`, `ghp_abc...`) is shown because it is no secret any more.
  if (text.startsWith("..", end) || text.charAt(end) === "\u2026") return;
  const value = text.slice(start, end);
  for (const { id, names, forms } of named) {
    if (!names.some((part) => standsInName(part, name)) || isIdentifierName(name)) continue;
    if (forms.some((form) => fitsForm(form, value)) && isNamedValue(value))
      found.push({ type: id, start, end });
  }
  if (!generic) return;
  const kind = kindOfName(name);
  if (kind === undefined) return;
  const bearer = value.lastIndexOf(" ") + 1;
  const inner = bearer > 0 && bearer < 12 ? value.slice(bearer) : value;
  // AWS's `ClientToken`: a request's own number
  if (uuid.test(inner) && /client[_-]?token$/i.test(name)) return;
  const isKey =
    (looksRandom(inner) || (quoted && isDrawnFromAll(inner))) &&
    !isReference(inner) &&
    !isPlaceholder(inner) &&
    !isTyped(inner);
  if (isKey && isOn("generic_api_key_assignment")) {
    found.push({ type: "generic_api_key_assignment", start: end - inner.length, end });
  } else if (kind === "password" && isOn("password_assignment") && looksLikePassword(value, quoted)) {
    found.push({ type: "password_assignment", start, end });
  }
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

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
