/** Personal data in texts whose spans are labelled: what `pii_filter` finds of each type. */
import type { JsonObject } from "../../src/framework/index.ts";
import type { CorpusRow } from "./corpus.ts";
import { type Peer, peerSpans } from "./peers/peers.ts";
import { startSubject } from "./subjects.ts";
import { asResult } from "./suites.ts";

/**
 * What the corpus calls data of a type.
 * @property counts  which of the spans are meant; all by default
 * @property further types whose findings are right there too
 */
interface Labelled {
  readonly label: string;
  readonly counts?: (value: string) => boolean;
  readonly further?: readonly string[];
}

/** The corpus's names of the types of the filter that it labels. */
const labels: Readonly<Record<string, Labelled>> = {
  ssn: { label: "US_SSN" },
  credit_card: { label: "CREDIT_CARD" },
  email: { label: "EMAIL_ADDRESS" },
  phone: { label: "PHONE_NUMBER" },
  ip_address: { label: "IP_ADDRESS" },
  driver_license: { label: "US_DRIVER_LICENSE" },
  bank_account: { label: "IBAN_CODE" },
  // Most of these spans are years ("in 1977") and weekdays, which the filter does not take for anybody's data.
  date: { label: "DATE_TIME", counts: (value) => /\d\D+\d+\D+\d/.test(value), further: ["date_of_birth"] },
};

export interface SpanTally {
  spans: number;
  /** Spans that a finding of any type touches: the value does not go on in clear. */
  hit: number;
  findings: number;
  /** Findings that touch a span of their own type. */
  right: number;
}

export interface SpanFigures {
  readonly types: ReadonlyMap<string, SpanTally>;
  readonly texts: number;
  readonly microseconds: number;
}

interface Finding {
  readonly type: string;
  readonly start: number;
  readonly length: number;
}

export async function runSpanSuite(corpus: readonly CorpusRow[]): Promise<SpanFigures> {
  const subject = await startSubject("pii_filter", { include_detection_details: true, detect_dates: true });
  const types = new Map(Object.keys(labels).map((type) => [type, newSpanTally()]));
  let texts = 0;
  let microseconds = 0;
  for (const { text, spans } of corpus) {
    if (spans === undefined) continue;
    const { hook, payload } = asResult(text);
    const began = process.cpuUsage();
    const { metadata } = await subject.outcome(hook, payload);
    const { user, system } = process.cpuUsage(began);
    microseconds += user + system;
    texts++;
    tally(types, text, spans, findingsIn(metadata));
  }
  await subject.close();
  return { types, texts, microseconds };
}

/** The same of another detector. */
export async function runSpanPeer(corpus: readonly CorpusRow[], peer: Peer): Promise<SpanFigures> {
  const labelled = corpus.filter(({ spans }) => spans !== undefined);
  const { findings, microseconds } = await peerSpans(
    peer,
    labelled.map(({ text }) => text),
  );
  const types = new Map(Object.keys(labels).map((type) => [type, newSpanTally()]));
  for (const [index, { text, spans }] of labelled.entries()) {
    tally(types, text, spans as NonNullable<CorpusRow["spans"]>, findings[index] ?? []);
  }
  return { types, texts: labelled.length, microseconds };
}

function newSpanTally(): SpanTally {
  return { spans: 0, hit: 0, findings: 0, right: 0 };
}

function findingsIn(metadata: JsonObject): readonly Finding[] {
  const summary = (metadata["pii_filter"] ?? Object.values(metadata)[0]) as JsonObject | undefined;
  const inner = (summary?.["pii_filter"] ?? summary) as JsonObject | undefined;
  return (inner?.["detections"] ?? []) as unknown as readonly Finding[];
}

function tally(
  types: ReadonlyMap<string, SpanTally>,
  text: string,
  spans: NonNullable<CorpusRow["spans"]>,
  findings: readonly Finding[],
): void {
  const units = unitOffsets(text);
  for (const [type, counts] of types) {
    const { label, counts: isMeant = () => true, further = [] } = labels[type] as Labelled;
    const own = findings.filter((finding) => finding.type === type || further.includes(finding.type));
    const wanted = spans
      .filter((span) => span.type === label)
      .map(({ start, end }) => ({ start: units[start] ?? text.length, end: units[end] ?? text.length }));
    const meant = wanted.filter(({ start, end }) => isMeant(text.slice(start, end)));
    counts.spans += meant.length;
    counts.hit += meant.filter((span) => findings.some((finding) => touches(finding, span))).length;
    counts.findings += own.length;
    counts.right += own.filter((finding) => wanted.some((span) => touches(finding, span))).length;
  }
}

function touches({ start, length }: Finding, span: { start: number; end: number }): boolean {
  return start < span.end && span.start < start + length;
}

/** Index in code units of each code point, and one for the end: the corpus counts code points. */
function unitOffsets(text: string): readonly number[] {
  const offsets: number[] = [];
  let unit = 0;
  for (const point of text) {
    offsets.push(unit);
    unit += point.length;
  }
  return [...offsets, unit];
}
