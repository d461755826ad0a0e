import { foldText, originOf, type Pattern } from "plugins-adapter/framework";
import { detectDates } from "./dates.ts";
import { detectApiKeys } from "./detectors/api-key.ts";
import { detectAwsKeys } from "./detectors/aws-key.ts";
import { detectCards } from "./detectors/card.ts";
import { detectEmails } from "./detectors/email.ts";
import { detectFullDates } from "./detectors/full-date.ts";
import { detectIps } from "./detectors/ip.ts";
import { labelledDetector } from "./detectors/labelled.ts";
import type { NationalIds } from "./detectors/national-id.ts";
import { phoneDetector } from "./detectors/phone.ts";
import { detectSsns } from "./detectors/ssn.ts";
import { type Detector, type Finding, type FindingKind, type PiiType, piiTypes } from "./finding.ts";
import { detectIbans } from "./iban.ts";
import { labelBefore } from "./labels.ts";
import type { PhoneNumbers } from "./phone-plans.ts";
import { scanOf } from "./scan.ts";

/**
 * What to look for.
 * @property types     data that shows by its form
 * @property labelled  data that shows by a label before it
 * @property custom    the operator's patterns; a finding's `pattern` is the index
 * @property whitelist a finding that lies within a match of one of these is no finding
 * @property phones    what digits can be a telephone number
 */
export interface Searches {
  readonly types: ReadonlySet<PiiType>;
  readonly labelled: ReadonlySet<PiiType>;
  readonly custom: readonly Pattern[];
  readonly whitelist: readonly Pattern[];
  readonly phones: PhoneNumbers;
  readonly nationalIds: NationalIds;
}

/**
 * Finds personal data in texts.
 * @param name     of the member that holds the text: `ssn` makes nine digits a social security number
 * @param deadline of `performance.now()`, for the operator's patterns
 * @returns the findings in order, none overlapping, positions in `text`; undefined when the deadline passed
 */
export type Finder = (text: string, name: string | undefined, deadline: number) => Finding[] | undefined;

/** Overlapping findings become one, of the type that began first and, of those, is longest; it names the others. */
export function finderOf(searches: Searches): Finder {
  const detectors = detectorsOf(searches);
  const detectNamed = namedDetector(searches.labelled, searches.nationalIds);
  return (text, name, deadline) => {
    const folded = foldText(text);
    const found: Finding[] = [];
    const scan = scanOf(folded.text);
    for (const detect of detectors) detect(scan, found);
    if (name !== undefined) detectNamed(name, folded.text, found);
    if (!findCustom(searches.custom, folded.text, deadline, found)) return undefined;
    if (found.length === 0) return found;
    const kept = withoutListed(found, folded.text, searches.whitelist, deadline);
    return kept && merge(kept, (position) => originOf(folded, position));
  };
}

function detectorsOf(searches: Searches): Detector[] {
  const byForm: readonly (readonly [PiiType, Detector])[] = [
    ["ssn", detectSsns],
    ["national_id", searches.nationalIds.detect],
    ["credit_card", detectCards],
    ["email", detectEmails],
    ["phone", phoneDetector(searches.phones)],
    ["ip_address", detectIps],
    ["date_of_birth", detectDates],
    ["date", detectFullDates],
    ["bank_account", detectIbans],
    ["aws_key", detectAwsKeys],
    ["api_key", detectApiKeys],
  ];
  const chosen = byForm.filter(([type]) => searches.types.has(type)).map(([, detect]) => detect);
  return searches.labelled.size === 0
    ? chosen
    : [...chosen, labelledDetector(searches.labelled, searches.nationalIds)];
}

/** The member's name stands before its value as a label does in prose. */
function namedDetector(
  types: ReadonlySet<PiiType>,
  ids: NationalIds,
): (name: string, text: string, found: Finding[]) => void {
  const detect = labelledDetector(types, ids);
  const areLabels = new Map<string, boolean>();
  return (name, text, found) => {
    if (name.length > longestName) return;
    const lead = `${name}: `;
    let isLabel = areLabels.get(name);
    if (isLabel === undefined) {
      if (areLabels.size >= maxNames) areLabels.clear();
      isLabel = labelBefore(lead, lead.length) !== undefined;
      areLabels.set(name, isLabel);
    }
    if (!isLabel) return;
    const labelled: Finding[] = [];
    detect(scanOf(lead + text.slice(0, longestNamed)), labelled);
    for (const finding of labelled) {
      const start = finding.start - lead.length;
      if (start >= 0) found.push({ ...finding, start, end: finding.end - lead.length });
    }
  };
}

const longestName = 64;
const maxNames = 1024;
/** Only the beginning of a value can be labelled by its name. */
const longestNamed = 1024;

function findCustom(patterns: readonly Pattern[], text: string, deadline: number, found: Finding[]): boolean {
  return patterns.every((pattern, index) => {
    if (!pattern.test(text)) return true;
    return pattern.eachMatch(text, deadline, ({ start, end }) => {
      if (end > start) found.push({ type: "custom", start, end, pattern: index });
    });
  });
}

function withoutListed(
  found: Finding[],
  text: string,
  whitelist: readonly Pattern[],
  deadline: number,
): Finding[] | undefined {
  const listed: Listed[] = [];
  for (const pattern of whitelist) {
    if (!pattern.test(text)) continue;
    if (!pattern.eachMatch(text, deadline, ({ start, end }) => listed.push({ start, end }))) return undefined;
  }
  if (listed.length === 0) return found;
  listed.sort((a, b) => a.start - b.start);
  found.sort((a, b) => a.start - b.start);
  let next = 0;
  let reach = 0;
  return found.filter((finding) => {
    for (; next < listed.length && (listed[next] as Listed).start <= finding.start; next++) {
      reach = Math.max(reach, (listed[next] as Listed).end);
    }
    return reach < finding.end;
  });
}

interface Listed {
  readonly start: number;
  readonly end: number;
}

function merge(found: Finding[], origin: (position: number) => number): Finding[] {
  found.sort((a, b) => a.start - b.start || b.end - a.end || rank(a) - rank(b));
  const merged: (Finding & { end: number; others: FindingKind[] })[] = [];
  for (const finding of found) {
    const last = merged.at(-1);
    if (last !== undefined && finding.start < last.end) {
      last.end = Math.max(last.end, finding.end);
      if (![last, ...last.others].some((kind) => isSameKind(kind, finding))) last.others.push(finding);
    } else {
      merged.push({ ...finding, others: [] });
    }
  }
  return merged.map((finding) => ({ ...finding, start: origin(finding.start), end: origin(finding.end) }));
}

function isSameKind(a: FindingKind, b: FindingKind): boolean {
  return a.type === b.type && a.pattern === b.pattern;
}

function rank(finding: Finding): number {
  return finding.type === "custom" ? piiTypes.length : piiTypes.indexOf(finding.type);
}
