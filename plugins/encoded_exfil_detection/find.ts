import { acceptedPattern, type LiteralSet, literalSet, type Pattern } from "plugins-adapter/framework";
import type { Encoding, ExfilConfig } from "./config.ts";
import { type Content, contentOf, textOf, type Unpacking } from "./content.ts";
import { type Egress, egressReader } from "./egress.ts";
import { evidenceIn } from "./evidence.ts";
import { type Run, runsOf } from "./runs.ts";

/** An encoded run: its span in code units, and what speaks against it. */
export interface EncodedFinding {
  readonly encoding: Encoding;
  readonly start: number;
  readonly end: number;
  readonly score: number;
  readonly entropy: number;
  readonly reason: readonly string[];
}

/**
 * Finds encoded data that is worth carrying off, or on its way out.
 * @returns in order, not overlapping; "limit" where layers in layers make more work than is done. The time is linear.
 */
export type ExfilFinder = (text: string) => EncodedFinding[] | "limit";

const mostScore = 10;
const mostUnpackings = 16;
/** Bytes decoded for each character of a text, all layers and readings together; ordinary texts take two at most. */
const workPerCharacter = 16;
const leastWork = 65_536;

/** What is left to be done for one text. */
interface Work extends Unpacking {
  bytes: number;
}

interface Reasons {
  readonly names: string[];
  score: number;
}

export function exfilFinder(config: ExfilConfig): ExfilFinder {
  const words = config.extra_sensitive_keywords.map((word) => word.toLowerCase());
  const keywords: LiteralSet | undefined =
    words.length === 0 ? undefined : literalSet({ words, ignoreCase: true });
  const egressOf = egressReader(config.extra_egress_hints);
  const allowed: readonly Pattern[] = config.allowlist_patterns.map((source) => acceptedPattern(source));

  return (text) => {
    const work: Work = { left: mostUnpackings, bytes: text.length * workPerCharacter + leastWork };
    const findings = judged(text, config.max_decode_depth, work).filter(isFinding);
    return work.bytes < 0 ? "limit" : apart(findings);
  };

  function isFinding({ encoding, score }: EncodedFinding): boolean {
    return score >= (config.per_encoding_score[encoding] ?? config.min_suspicion_score);
  }

  function judged(text: string, depth: number, work: Work): EncodedFinding[] {
    const runs = runsOf(text, config.enabled, config.min_encoded_length);
    if (runs.length === 0) return [];
    const egress = egressOf(text);
    const findings: EncodedFinding[] = [];
    for (const run of runs) {
      if (work.bytes < 0) break;
      const finding = judge(text, run, egress, depth, work);
      if (finding !== undefined) findings.push(finding);
    }
    return findings;
  }

  function judge(
    text: string,
    run: Run,
    egress: Egress,
    depth: number,
    work: Work,
  ): EncodedFinding | undefined {
    const content = contentOfRun(run, work);
    if (content === undefined || (content.text === undefined && !content.packed)) return undefined;
    const { encoding, start, end } = run;
    const reasons: Reasons = { names: ["decodable"], score: 0 };
    const isToken = isPartOfJwt(text, run);
    // Escapes that URLs and forms need anyway say nothing by themselves.
    const isUsual = (encoding === "percent_encoding" && !run.plain) || isToken;
    if (!isUsual) scoreForm(content, run, reasons);
    if (!isUsual && egress.isNear(start, end)) add(reasons, "egress_context", 1);
    if (content.text !== undefined) scoreText(content.text, isToken, depth, work, reasons);
    if (reasons.score === 0) return undefined;
    if (allowed.some((pattern) => pattern.test(text.slice(start, end)))) return undefined;
    const entropy = Math.round(content.entropy * 100) / 100;
    return {
      encoding,
      start,
      end,
      score: Math.min(mostScore, reasons.score),
      entropy,
      reason: reasons.names,
    };
  }

  function scoreForm({ text, packed, unread, entropy }: Content, run: Run, reasons: Reasons): void {
    if (text !== undefined && isProse(text)) add(reasons, "readable_text", 1);
    if (entropy >= config.min_entropy) add(reasons, "high_entropy", 1);
    if (run.plain && text !== undefined) add(reasons, "needless_encoding", 1);
    if (packed) add(reasons, unread ? "packed_unread" : "packed", 1);
  }

  function scoreText(text: string, isToken: boolean, depth: number, work: Work, reasons: Reasons): void {
    if (keywords?.has(text.toLowerCase()) === true) add(reasons, "sensitive_keywords", 2);
    for (const { kind, score } of evidenceIn(text)) {
      if (!isToken || kind === "credentials") add(reasons, kind, score);
    }
    if (depth <= 1) return;
    // Most of a layer that is an encoding again: nothing but hiding asks for that.
    for (const inner of judged(text, depth - 1, work)) {
      const isMost = (inner.end - inner.start) * 2 >= text.trim().length;
      if (isMost) add(reasons, "nested_encoding", 2);
      if (isMost || isFinding(inner)) {
        for (const name of inner.reason) if (!reasons.names.includes(name)) reasons.names.push(name);
        reasons.score = Math.max(reasons.score, inner.score + (isMost ? 2 : 0));
      }
    }
  }

  function contentOfRun(run: Run, work: Work): Content | undefined {
    const bytes = decoded(run, 0, work);
    const whole = bytes === undefined ? undefined : contentOf(bytes, config.min_printable_ratio, work);
    if (whole !== undefined && (whole.text !== undefined || whole.packed)) return whole;
    if (run.encoding !== "base64" && run.encoding !== "base64url") return undefined;
    // Characters put in front move every byte: the other three readings, where they are text.
    for (const offset of [1, 2, 3] as const) {
      const shifted = decoded(run, offset, work);
      if (shifted === undefined || textOf(shifted.subarray(0, 96), 0.95) === undefined) continue;
      const content = contentOf(shifted, config.min_printable_ratio, work);
      if (content.text !== undefined) return content;
    }
    return undefined;
  }

  function decoded(run: Run, offset: 0 | 1 | 2 | 3, work: Work): Buffer | undefined {
    work.bytes -= run.end - run.start;
    if (work.bytes < 0) return undefined;
    const bytes = run.decode(offset);
    return bytes === undefined || bytes.length < config.min_decoded_length ? undefined : bytes;
  }
}

function add(reasons: Reasons, name: string, score: number): void {
  if (reasons.names.includes(name)) return;
  reasons.names.push(name);
  reasons.score += score;
}

/** Words, not one token, address or row of numbers. What is written without spaces counts by its characters. */
function isProse(text: string): boolean {
  const start = text.slice(0, 2000);
  // Markup, as images have it, is not what it says.
  const beginning = start.trimStart().startsWith("<") ? start.replaceAll(/<[^<>]*(?:>|$)/g, " ") : start;
  const words = beginning.split(/\s+/).filter((word) => word.length <= 30 && /^["'(]?\p{L}{2}/u.test(word));
  if (words.length >= 4) return true;
  return /[^\0-\x7f]/.test(beginning) && (beginning.match(/\p{Lo}/gu)?.length ?? 0) >= 8;
}

/** Segments of a JSON Web Token are what they must be; a token is `secrets_detection`'s. */
function isPartOfJwt(text: string, { encoding, start, end }: Run): boolean {
  if (encoding !== "base64" && encoding !== "base64url") return false;
  if (text.startsWith("eyJ", start) && text[end] === ".") return true;
  if (text[start - 1] !== ".") return false;
  const before = text.slice(Math.max(0, start - 400), start - 1);
  return /(?:^|[^A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{1,380}$/.test(before);
}

/** Findings that overlap become one, with the reasons of the higher score. */
function apart(findings: EncodedFinding[]): EncodedFinding[] {
  findings.sort((one, other) => one.start - other.start || other.score - one.score);
  const kept: EncodedFinding[] = [];
  for (const finding of findings) {
    const last = kept[kept.length - 1];
    if (last === undefined || finding.start >= last.end) {
      kept.push(finding);
      continue;
    }
    const isWorse =
      finding.score > last.score ||
      (finding.score === last.score && finding.end - finding.start > last.end - last.start);
    const worse = isWorse ? finding : last;
    kept[kept.length - 1] = { ...worse, start: last.start, end: Math.max(last.end, finding.end) };
  }
  return kept;
}
