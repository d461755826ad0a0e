/** Rows of tables from figures: what the terminal and the page show. */
import type { DetectorFigures, FigureRow, Side, SpanRow } from "./report.ts";
import { shareOf, shareText, sum, type Tally } from "./tally.ts";

export const sides: readonly Side[] = ["held out", "tuning", "given"];

/** Bad rows, recall, good rows, false positives, precision, microseconds a row. */
export const tallyHead = ["bad", "recall", "good", "false positives", "precision", "µs"] as const;

export function tallyCells(tally: Tally): string[] {
  const { positives, found, negatives, falsePositives, microseconds } = tally;
  return [
    String(positives),
    shareText(shareOf(found, positives)),
    String(negatives),
    shareText(shareOf(falsePositives, negatives)),
    shareText(shareOf(found, found + falsePositives)),
    (microseconds / Math.max(1, positives + negatives)).toFixed(0),
  ];
}

/** A detector's sums, one for each side that has rows. */
export function totals({ rows }: DetectorFigures): readonly { readonly side: Side; readonly tally: Tally }[] {
  return sides.flatMap((side) => {
    const own = rows.filter((row) => row.side === side);
    return own.length === 0 ? [] : [{ side, tally: sum(own) }];
  });
}

/** Sums of rows by source and side. */
export function bySource(rows: readonly FigureRow[]): FigureRow[] {
  const groups = new Map<string, FigureRow[]>();
  for (const row of rows) {
    const key = `${row.source}\n${row.side}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((own) => {
    const { source, side } = own[0] as FigureRow;
    return { source, category: "all", side, ...sum(own) };
  });
}

/** Whether anything was judged wrong in a row. */
export function hasWrong({ positives, found, falsePositives }: FigureRow): boolean {
  return found < positives || falsePositives > 0;
}

export const spanHead = ["type", "spans", "recall", "findings", "precision"] as const;

export function spanCells({ type, spans, hit, findings, right }: SpanRow): string[] {
  return [
    type,
    String(spans),
    shareText(shareOf(hit, spans)),
    String(findings),
    shareText(shareOf(right, findings)),
  ];
}
