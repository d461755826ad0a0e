/** What a run of the evaluation found, as a file for programs. */
import { z } from "zod";

const tally = z.object({
  positives: z.int(),
  found: z.int(),
  negatives: z.int(),
  falsePositives: z.int(),
  /** Microseconds of all rows together. */
  microseconds: z.number(),
});

/** `tuning`: rules may have been written from these rows; `held out`: not; `given`: a file that was named. */
const side = z.enum(["tuning", "held out", "given"]);
export type Side = z.output<typeof side>;

const figureRow = tally.extend({ source: z.string(), category: z.string(), side });
export type FigureRow = z.output<typeof figureRow>;

/** One detector on the rows of a suite: ours, or a peer. */
export interface DetectorFigures {
  readonly name: string;
  readonly ours: boolean;
  readonly rows: FigureRow[];
}

export interface SuiteFigures {
  readonly suite: string;
  readonly plugin: string;
  readonly corpus: string;
  readonly detectors: readonly DetectorFigures[];
}

const spanRow = z.object({
  type: z.string(),
  spans: z.int(),
  hit: z.int(),
  findings: z.int(),
  right: z.int(),
});
export type SpanRow = z.output<typeof spanRow>;

/** One detector on texts whose spans are labelled, by type. */
export interface SpanDetector {
  readonly name: string;
  readonly ours: boolean;
  readonly texts: number;
  readonly microseconds: number;
  readonly types: SpanRow[];
}

export interface SpanReport {
  readonly corpus: string;
  readonly detectors: SpanDetector[];
}

/** @property absent what was not measured, in words */
export interface EvalReport {
  readonly suites: readonly SuiteFigures[];
  readonly spans?: SpanReport | undefined;
  readonly absent: readonly string[];
}

const line = z.discriminatedUnion("of", [
  figureRow.extend({
    of: z.literal("label"),
    suite: z.string(),
    plugin: z.string(),
    corpus: z.string(),
    detector: z.string(),
    ours: z.boolean(),
  }),
  spanRow.extend({
    of: z.literal("span"),
    corpus: z.string(),
    detector: z.string(),
    ours: z.boolean(),
    texts: z.int(),
    microseconds: z.number(),
  }),
  z.object({ of: z.literal("absent"), what: z.string() }),
]);
type Line = z.output<typeof line>;

/** The report as a file: one JSON object a line. */
export function reportText({ suites, spans, absent }: EvalReport): string {
  const lines: Line[] = suites.flatMap(({ suite, plugin, corpus, detectors }) =>
    detectors.flatMap(({ name, ours, rows }) =>
      rows.map(
        (row): Line => ({
          of: "label",
          suite,
          plugin,
          corpus,
          detector: name,
          ours,
          ...row,
          microseconds: Math.round(row.microseconds),
        }),
      ),
    ),
  );
  for (const { name, ours, texts, microseconds, types } of spans?.detectors ?? []) {
    for (const each of types) {
      const time = Math.round(microseconds);
      lines.push({
        of: "span",
        corpus: spans?.corpus ?? "",
        detector: name,
        ours,
        texts,
        microseconds: time,
        ...each,
      });
    }
  }
  for (const what of absent) lines.push({ of: "absent", what });
  return `${lines.map((each) => JSON.stringify(each)).join("\n")}\n`;
}

/** Reads what `reportText` wrote. @throws Error for anything else */
export function readReport(text: string): EvalReport {
  const suites: (SuiteFigures & { readonly detectors: DetectorFigures[] })[] = [];
  const spans: SpanReport[] = [];
  const absent: string[] = [];
  for (const source of text.split("\n").filter((each) => each !== "")) {
    const each = line.parse(JSON.parse(source));
    if (each.of === "absent") absent.push(each.what);
    else if (each.of === "label") {
      const { of: _of, suite, plugin, corpus, detector: name, ours, ...row } = each;
      const figures = firstOf(
        suites,
        (known) => known.suite === suite,
        () => ({ suite, plugin, corpus, detectors: [] }),
      );
      const isSame = (known: DetectorFigures) => known.name === name;
      firstOf(figures.detectors, isSame, () => ({ name, ours, rows: [] })).rows.push(row);
    } else {
      const { of: _of, corpus, detector: name, ours, texts, microseconds, ...type } = each;
      const figures = firstOf(
        spans,
        () => true,
        () => ({ corpus, detectors: [] }),
      );
      const isSame = (known: SpanDetector) => known.name === name;
      const make = () => ({ name, ours, texts, microseconds, types: [] });
      firstOf(figures.detectors, isSame, make).types.push(type);
    }
  }
  return { suites, spans: spans[0], absent };
}

/** The first member that fits, or a new one at the end. */
function firstOf<T>(list: T[], fits: (each: T) => boolean, make: () => T): T {
  const known = list.find(fits);
  if (known !== undefined) return known;
  const made = make();
  list.push(made);
  return made;
}
