/** A report as text. */
import { textTable } from "../text-table.ts";
import type { Aim, Figures, Spread } from "./report.ts";
import { subjects } from "./subjects.ts";

export const heads = [
  "case",
  "subject",
  "plugins",
  "CPU µs",
  "Envoy's",
  "req/s",
  "p50 added",
  "p99 added",
  "CPU µs at rate",
  "Envoy's",
  "p50 added",
  "p99 added",
  "MiB peak",
  "after",
  "errors",
] as const;

/** CPU in microseconds an exchange, latencies in milliseconds; those of Envoy alone are what the others add to. */
export function cells(row: Figures): readonly string[] {
  const { saturated, atRate } = row;
  return [
    row.case,
    subjects[row.subject].title,
    row.subject === "alone" || row.subject === "go" ? "" : row.plugins,
    withNoise(saturated?.adapterCpu),
    whole(saturated?.envoyCpu),
    whole(saturated?.perSecond),
    saturated ? milliseconds(row, saturated.addedP50, saturated.p50) : "",
    saturated ? milliseconds(row, saturated.addedP99, saturated.p99) : "",
    withNoise(atRate.adapterCpu),
    whole(atRate.envoyCpu),
    milliseconds(row, atRate.addedP50, atRate.p50),
    milliseconds(row, atRate.addedP99, atRate.p99),
    row.peakMiB?.toFixed(0) ?? "",
    row.afterMiB?.toFixed(0) ?? "",
    String(row.errors),
  ];
}

export function table(figures: readonly Figures[]): string {
  return textTable(heads, figures.map(cells), 3);
}

export const aimHeads = ["aim", "found", "from", "to", "bound", ""] as const;

export function aimCells({ aim, found, unit, bound, met }: Aim): readonly string[] {
  const number = (value: number | undefined) => value?.toFixed(Math.abs(value) < 10 ? 2 : 0) ?? "";
  return [
    aim,
    `${number(found?.median)} ${unit}`,
    number(found?.min),
    number(found?.max),
    `${bound.kind} ${number(bound.value)}`,
    met ? "met" : "not met",
  ];
}

export function aimTable(aims: readonly Aim[]): string {
  return textTable(aimHeads, aims.map(aimCells), 1);
}

function whole(found: Spread | undefined): string {
  return found?.median.toFixed(0) ?? "";
}

/** `123 ±4%`: half the distance between the least and the most, in percent. */
function withNoise(found: Spread | undefined): string {
  if (found === undefined) return "";
  const { median, min, max } = found;
  return min === max ? median.toFixed(0) : `${median.toFixed(0)} ±${noise(found).toFixed(0)}%`;
}

/** Percent of the median. */
export function noise({ median, min, max }: Spread): number {
  return ((max - min) / 2 / median) * 100;
}

/** Of Envoy alone what it takes, in brackets. */
function milliseconds({ subject }: Figures, added: Spread | undefined, absolute: Spread): string {
  if (subject === "alone") return `(${(absolute.median / 1000).toFixed(2)})`;
  return added === undefined ? "" : (added.median / 1000).toFixed(2);
}
