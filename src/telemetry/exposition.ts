import type { MetricRow } from "./metric-table.ts";

/** One sample: values of the row's labels, in their order, and the number. */
export interface Sample {
  readonly labels: readonly string[];
  readonly value: number;
}

/** One distribution: how many values fell up to each bound and no lower one, the last for those above all bounds. */
export interface Distribution {
  readonly labels: readonly string[];
  readonly counts: readonly number[];
  readonly sum: number;
}

/** A metric with its samples in Prometheus's text exposition format 0.0.4. */
export function samplesText(row: MetricRow, samples: Iterable<Sample>): string {
  const lines = [head(row)];
  for (const { labels, value } of samples) lines.push(`${row.name}${labelsText(row, labels)} ${value}`);
  return `${lines.join("\n")}\n`;
}

/** A histogram; `bounds` are the upper ones, ascending. */
export function histogramText(
  row: MetricRow,
  bounds: readonly number[],
  distributions: Iterable<Distribution>,
): string {
  const lines = [head(row)];
  for (const { labels, counts, sum } of distributions) {
    let below = 0;
    for (const [index, count] of counts.entries()) {
      below += count;
      const le = bounds[index] ?? "+Inf";
      lines.push(`${row.name}_bucket${labelsText(row, labels, `le="${le}"`)} ${below}`);
    }
    lines.push(`${row.name}_sum${labelsText(row, labels)} ${sum}`);
    lines.push(`${row.name}_count${labelsText(row, labels)} ${below}`);
  }
  return `${lines.join("\n")}\n`;
}

function head({ name, help, type }: MetricRow): string {
  return `# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}\n# TYPE ${name} ${type}`;
}

function labelsText(row: MetricRow, values: readonly string[], more?: string): string {
  const pairs = row.labels.map((label, index) => `${label}="${escaped(values[index] ?? "")}"`);
  if (more !== undefined) pairs.push(more);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
