/** From single repetitions to the figures of a report. */
import { quantile } from "../figures.ts";
import type { Run } from "./measure.ts";
import type { LoadResult } from "./programs.ts";
import type { Figures, Phase, Spread } from "./report.ts";

export function figuresOf(runs: readonly Run[]): readonly Figures[] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const key = `${run.case} ${run.subject} ${run.plugins}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group as [Run, ...Run[]];
    const loads = group.flatMap(({ saturated, atRate }) => [atRate, ...(saturated ? [saturated] : [])]);
    const alone =
      first.subject === "alone"
        ? []
        : runs.filter((run) => run.subject === "alone" && run.case === first.case);
    const base = (part: Part) =>
      group.map(({ repetition }) => part(alone.find((run) => run.repetition === repetition)));
    const memory = loads.flatMap(({ processes }) => processes.adapter ?? []);
    const last = group.at(-1)?.atRate.processes.adapter;
    return {
      case: first.case,
      subject: first.subject,
      plugins: first.plugins,
      errors: loads.reduce((sum, load) => sum + load.errors, 0),
      firstError: loads.find((load) => load.firstError !== undefined)?.firstError,
      saturated: first.saturated && phase(group.map(saturatedOf), base(saturatedOf)),
      atRate: phase(group.map(atRateOf), base(atRateOf)),
      peakMiB: memory.length === 0 ? undefined : Math.max(...memory.map(({ peakKiB }) => peakKiB)) / 1024,
      afterMiB: last && last.rssKiB / 1024,
    };
  });
}

type Part = (run: Run | undefined) => LoadResult | undefined;
const saturatedOf: Part = (run) => run?.saturated;
const atRateOf: Part = (run) => run?.atRate;

function phase(
  loads: readonly (LoadResult | undefined)[],
  alone: readonly (LoadResult | undefined)[],
): Phase {
  const each = loads.flatMap((load) => load ?? []);
  const cpu = (role: string) => spread(each.map((load) => cpuOf(load, role)));
  const added = (quantileOf: (load: LoadResult) => number) =>
    spread(
      loads.map((load, index) => {
        const base = alone[index];
        return load && base && quantileOf(load) - quantileOf(base);
      }),
    );
  const p50 = ({ latency }: LoadResult) => latency.p50;
  const p99 = ({ latency }: LoadResult) => latency.p99;
  return {
    adapterCpu: cpu("adapter"),
    envoyCpu: cpu("envoy"),
    p50: spread(each.map(p50)) as Spread,
    p99: spread(each.map(p99)) as Spread,
    addedP50: added(p50),
    addedP99: added(p99),
    perSecond: spread(each.map(({ done, seconds }) => done / seconds)) as Spread,
  };
}

/** Microseconds of CPU per exchange of one role; undefined where there is no such process. */
export function cpuOf({ processes, done }: LoadResult, role: string): number | undefined {
  const process = processes[role];
  return process && process.cpuMicroseconds / done;
}

/** Of the values that are there; undefined of none. */
export function spread(values: readonly (number | undefined)[]): Spread | undefined {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return undefined;
  return { median: quantile(known, 0.5), min: Math.min(...known), max: Math.max(...known) };
}
