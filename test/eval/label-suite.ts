/** Runs a suite of labelled rows. */
import { type CorpusRow, isHeldOut } from "./corpus.ts";
import { startSubject } from "./subjects.ts";
import type { LabelSuite } from "./suites.ts";
import { count, newTally, type Tally } from "./tally.ts";

export interface LabelFigures {
  readonly suite: string;
  /** By source and category, then by side. */
  readonly rows: ReadonlyMap<string, { readonly tuning: Tally; readonly heldOut: Tally }>;
  /** Of rows that rules may be written from. */
  readonly wrong: readonly { readonly row: CorpusRow; readonly flagged: boolean }[];
}

export async function runLabelSuite(suite: LabelSuite, corpus: readonly CorpusRow[]): Promise<LabelFigures> {
  const subject = await startSubject(suite.kind, suite.config);
  const rows = new Map<string, { tuning: Tally; heldOut: Tally }>();
  const wrong: { row: CorpusRow; flagged: boolean }[] = [];
  const asked = corpus.filter((row) => row.label !== undefined && suite.includes(row));
  // what the compiler does not know yet would count as the first rows' time
  for (const row of asked.slice(0, 200)) await flagged(row);
  for (const row of asked) {
    const began = performance.now();
    const objects = await flagged(row);
    const microseconds = (performance.now() - began) * 1000;
    const name = `${row.source} · ${row.category}`;
    const sides = rows.get(name) ?? { tuning: newTally(), heldOut: newTally() };
    rows.set(name, sides);
    const held = suite.heldOut?.(row) ?? isHeldOut(suite.group(row));
    count(held ? sides.heldOut : sides.tuning, row.label as 0 | 1, objects, microseconds);
    if (!held && objects !== (row.label === 1)) wrong.push({ row, flagged: objects });
  }
  await subject.close();
  return { suite: suite.name, rows, wrong };

  function flagged(row: CorpusRow): Promise<boolean> {
    const { hook, payload } = suite.ask(row);
    return subject.flags(hook, payload);
  }
}
