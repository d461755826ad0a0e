/** Runs suites over the corpora that are there, and puts what they found into a report. */
import { type CorpusRow, corporaFolder, readCorpus } from "./corpus.ts";
import { type LabelFigures, runLabelSuite } from "./label-suite.ts";
import { hasPeers, peers, piiPeer } from "./peers/peers.ts";
import type { EvalReport, SpanDetector, SpanReport, SuiteFigures } from "./report.ts";
import { runSpanPeer, runSpanSuite, type SpanFigures } from "./span-suite.ts";
import { type LabelSuite, labelSuites } from "./suites.ts";

export const piiCorpus = "pii-spans.jsonl.gz";

/**
 * @property wanted  whether a suite is to be run
 * @property peers   ask the peers, too
 * @property file    rows of a file in the place of the corpora's
 * @property thin    makes fewer rows of a suite's
 */
export interface MeasureOptions {
  wanted(suite: string): boolean;
  readonly peers: boolean;
  readonly file?: string;
  thin?(rows: readonly CorpusRow[]): readonly CorpusRow[];
}

export interface Measured {
  readonly report: EvalReport;
  /** What ours judged wrong, by suite. */
  readonly wrong: ReadonlyMap<string, LabelFigures["wrong"]>;
}

/** @throws Error for a file that is not there or has no labelled rows, or rows that are none */
export async function measure(options: MeasureOptions): Promise<Measured> {
  const absent: string[] = [];
  const suites: SuiteFigures[] = [];
  const wrong = new Map<string, LabelFigures["wrong"]>();
  const asksPeers = options.peers && hasPeers();
  if (options.peers && !asksPeers) absent.push("the peers: `scripts/setup.sh wheels` has not installed them");
  for (const suite of labelSuites.filter(({ name }) => options.wanted(name))) {
    const rows = rowsOf(suite, options);
    if (rows === undefined) {
      absent.push(`${suite.name}: no ${suite.corpus} in ${corporaFolder()}`);
      continue;
    }
    const ofPeers = asksPeers ? (peers[suite.name] ?? []) : [];
    const figures = await runLabelSuite(suite, rows, ofPeers, options.file !== undefined);
    const corpus = options.file ?? suite.corpus;
    suites.push({ suite: suite.name, plugin: suite.kind, corpus, detectors: figures.detectors });
    wrong.set(suite.name, figures.wrong);
  }
  let spans: SpanReport | undefined;
  if (options.wanted("pii_filter")) {
    const rows = spanRowsOf(options);
    if (rows === undefined) absent.push(`pii_filter: no ${piiCorpus} in ${corporaFolder()}`);
    else spans = await spanReport(rows, options.file ?? piiCorpus, asksPeers);
  }
  return { report: { suites, ...(spans && { spans }), absent }, wrong };
}

function rowsOf(suite: LabelSuite, { file, thin }: MeasureOptions): readonly CorpusRow[] | undefined {
  if (file !== undefined) {
    const rows = fileRows(file).filter(({ label }) => label !== undefined);
    if (rows.length === 0) throw new Error(`${file} has no rows with a label`);
    return rows;
  }
  const rows = suite.rows?.() ?? readCorpus(suite.corpus);
  return rows === undefined || thin === undefined ? rows : thin(rows.filter((row) => suite.includes(row)));
}

function spanRowsOf({ file, thin }: MeasureOptions): readonly CorpusRow[] | undefined {
  const rows = file === undefined ? readCorpus(piiCorpus) : fileRows(file);
  if (file !== undefined && rows?.every(({ spans }) => spans === undefined) === true)
    throw new Error(`${file} has no rows with spans`);
  return rows === undefined || thin === undefined ? rows : thin(rows);
}

function fileRows(file: string): readonly CorpusRow[] {
  const rows = readCorpus(file);
  if (rows === undefined) throw new Error(`there is no file ${file}`);
  return rows;
}

async function spanReport(
  rows: readonly CorpusRow[],
  corpus: string,
  asksPeers: boolean,
): Promise<SpanReport> {
  const detectors = [spanDetector("pii_filter", true, await runSpanSuite(rows))];
  if (asksPeers) detectors.push(spanDetector(piiPeer.name, false, await runSpanPeer(rows, piiPeer)));
  return { corpus, detectors };
}

function spanDetector(
  name: string,
  ours: boolean,
  { types, texts, microseconds }: SpanFigures,
): SpanDetector {
  return { name, ours, texts, microseconds, types: [...types].map(([type, each]) => ({ type, ...each })) };
}
