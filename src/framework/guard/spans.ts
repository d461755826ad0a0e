/** A part of a text, in UTF-16 code units. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** The text with other words for each of the spans, which are in order and do not overlap. */
export function replaceSpans<S extends TextSpan>(
  text: string,
  spans: readonly S[],
  words: (span: S) => string,
): string {
  let result = "";
  let last = 0;
  for (const span of spans) {
    result += text.slice(last, span.start) + words(span);
    last = span.end;
  }
  return result + text.slice(last);
}
