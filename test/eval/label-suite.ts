/** Runs a suite of labelled rows. */
import { type CorpusRow, isHeldOut } from "./corpus.ts";
import { type Peer, peerFlags } from "./peers/peers.ts";
import type { DetectorFigures, FigureRow, Side } from "./report.ts";
import { startSubject } from "./subjects.ts";
import type { LabelSuite } from "./suites.ts";
import { count, newTally } from "./tally.ts";

export interface LabelFigures {
  readonly suite: string;
  readonly detectors: readonly DetectorFigures[];
  /** Of rows that rules may be written from: what ours judged wrong. */
  readonly wrong: readonly { readonly row: CorpusRow; readonly flagged: boolean }[];
}

/** @param given the rows are of a file that was named: all are asked, and none is of either side */
export async function runLabelSuite(
  suite: LabelSuite,
  corpus: readonly CorpusRow[],
  peers: readonly Peer[] = [],
  given = false,
): Promise<LabelFigures> {
  const asked = corpus.filter((row) => row.label !== undefined && (given || suite.includes(row)));
  const sides = asked.map((row): Side => {
    if (given) return "given";
    return (suite.heldOut?.(row) ?? isHeldOut(suite.group(row))) ? "held out" : "tuning";
  });
  const answers = await ourAnswers(suite, asked);
  const wrong = asked.flatMap((row, index) => {
    const { flagged } = answers[index] as Answer;
    return sides[index] === "held out" || flagged === (row.label === 1) ? [] : [{ row, flagged }];
  });
  const detectors: DetectorFigures[] = [
    { name: suite.name, ours: true, rows: rowsOf(asked, sides, answers) },
  ];
  for (const peer of peers) {
    const { flags, microseconds } = await peerFlags(
      peer,
      asked.map((row) => {
        const { hook, payload } = suite.ask(row);
        return [hook as string, payload];
      }),
    );
    const each = microseconds / Math.max(1, asked.length);
    const theirs = flags.map((flagged) => ({ flagged, microseconds: each }));
    detectors.push({ name: peer.name, ours: false, rows: rowsOf(asked, sides, theirs) });
  }
  return { suite: suite.name, detectors, wrong };
}

interface Answer {
  readonly flagged: boolean;
  readonly microseconds: number;
}

async function ourAnswers(suite: LabelSuite, asked: readonly CorpusRow[]): Promise<readonly Answer[]> {
  const subject = await startSubject(suite.kind, suite.config);
  const flags = (row: CorpusRow): Promise<boolean> => {
    const { hook, payload } = suite.ask(row);
    return subject.flags(hook, payload);
  };
  // what the compiler does not know yet would count as the first rows' time
  for (const row of asked.slice(0, 200)) await flags(row);
  const answers: Answer[] = [];
  for (const row of asked) {
    const began = process.cpuUsage();
    const flagged = await flags(row);
    const { user, system } = process.cpuUsage(began);
    answers.push({ flagged, microseconds: user + system });
  }
  await subject.close();
  return answers;
}

function rowsOf(
  asked: readonly CorpusRow[],
  sides: readonly Side[],
  answers: readonly Answer[],
): FigureRow[] {
  const rows = new Map<string, FigureRow>();
  for (const [index, { source, category, label }] of asked.entries()) {
    const side = sides[index] as Side;
    const name = `${source}\n${category}\n${side}`;
    const row = rows.get(name) ?? { source, category, side, ...newTally() };
    rows.set(name, row);
    const { flagged, microseconds } = answers[index] as Answer;
    count(row, label as 0 | 1, flagged, microseconds);
  }
  return [...rows.values()];
}
