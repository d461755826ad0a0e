import { replaceSpans, type TextSpan } from "plugins-adapter/framework";
import type { Finding } from "./finding.ts";
import type { Token } from "./tokens.ts";

/** A place of a text and what goes there. */
interface Replacement extends TextSpan {
  readonly text: string;
}

/**
 * Masks findings and turns tokens back.
 * @param findings in order, none overlapping
 * @param tokens   in order; one that a finding reaches into is part of what is masked
 * @param maskOf   undefined where the finding may stay in clear
 */
export function edited(
  text: string,
  findings: readonly Finding[],
  tokens: readonly Token[],
  maskOf: (finding: Finding, value: string) => string | undefined,
): string {
  const replacements: Replacement[] = [];
  let next = 0;
  for (const finding of findings) {
    for (; next < tokens.length && (tokens[next] as Token).end <= finding.start; next++)
      replacements.push(restored(tokens[next] as Token));
    const mask = maskOf(finding, text.slice(finding.start, finding.end));
    if (mask === undefined) continue;
    while (next < tokens.length && (tokens[next] as Token).start < finding.end) next++;
    replacements.push({ start: finding.start, end: finding.end, text: mask });
  }
  for (; next < tokens.length; next++) replacements.push(restored(tokens[next] as Token));
  return replacements.length === 0 ? text : replaceSpans(text, replacements, (each) => each.text);
}

function restored({ start, end, value }: Token): Replacement {
  return { start, end, text: value };
}

/** The findings that do not lie within a token: masking one would take the value that the token stands for. */
export function outside(findings: readonly Finding[], tokens: readonly Token[]): readonly Finding[] {
  if (tokens.length === 0) return findings;
  const reaches = reachOf(tokens);
  return findings.filter(({ start, end }) => {
    const token = reaches(start);
    return token === undefined || start < token.start || end > token.end;
  });
}

/** Whether a finding reaches into a place; to be asked in order of places. */
export function touchedBy(findings: readonly Finding[]): (start: number, end: number) => boolean {
  const reaches = reachOf(findings);
  return (start, end) => (reaches(start)?.start ?? end) < end;
}

/** The first span that ends after a position; to be asked in order of positions. */
function reachOf<S extends { readonly end: number }>(
  spans: readonly S[],
): (position: number) => S | undefined {
  let next = 0;
  return (position) => {
    while (next < spans.length && (spans[next] as S).end <= position) next++;
    return spans[next];
  };
}
