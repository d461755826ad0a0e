import type { ExecutionRecord } from "../framework/index.ts";
import { histogramText, type Sample, samplesText } from "./exposition.ts";
import { durationBuckets, fineDurationBuckets, metricTable as table } from "./metric-table.ts";

/** What is counted of the runs of plugins. */
export interface PluginSeries {
  /** @param limit most violation codes, and most classes of errors, that are told of one plugin by name */
  record(record: ExecutionRecord, limit: number): void;
  /** Forgets all plugins but these. */
  keepOnly(names: ReadonlySet<string>): void;
  /** Prometheus text exposition format. */
  text(): string;
}

type Outcome = Pick<ExecutionRecord, "mode" | "verdict" | "action">;

interface HookCounts {
  readonly outcomes: (Outcome & { count: number })[];
  /** By index into the fine bounds; the last for what took longer. */
  readonly durations: number[];
  totalNs: number;
  modifications: number;
}

interface PluginCounts {
  readonly hooks: Map<string, HookCounts>;
  readonly violations: Map<string, number>;
  readonly errors: Map<string, number>;
}

const statuses: Readonly<Record<ExecutionRecord["verdict"], string>> = {
  allow: "success",
  deny: "violation",
  error: "error",
  timeout: "timeout",
  cancelled: "cancelled",
};

const boundsNs = fineDurationBuckets.map((seconds) => Math.round(seconds * 1e9));

/** Counts in plain maps, which costs a run a tenth of what a client library's labels cost; the text is made when it is asked for. */
export function createPluginSeries(): PluginSeries {
  const plugins = new Map<string, PluginCounts>();
  return {
    record(record, limit) {
      const { plugin, hook, verdict, duration_ns, violation } = record;
      let counts = plugins.get(plugin);
      if (counts === undefined) {
        counts = { hooks: new Map(), violations: new Map(), errors: new Map() };
        plugins.set(plugin, counts);
      }
      let ofHook = counts.hooks.get(hook);
      if (ofHook === undefined) {
        ofHook = { outcomes: [], durations: newCounts(), totalNs: 0, modifications: 0 };
        counts.hooks.set(hook, ofHook);
      }
      countOutcome(ofHook.outcomes, record);
      const bucket = bucketOf(duration_ns);
      ofHook.durations[bucket] = (ofHook.durations[bucket] ?? 0) + 1;
      ofHook.totalNs += duration_ns;
      if (record.modified) ofHook.modifications++;
      if (verdict === "deny") countWord(counts.violations, violation?.code, limit);
      else if (verdict === "timeout") countWord(counts.errors, "timeout", limit);
      else if (verdict === "error") countWord(counts.errors, violation?.details["error"], limit);
    },
    keepOnly(names) {
      for (const name of plugins.keys()) if (!names.has(name)) plugins.delete(name);
    },
    text: () => textOf(plugins),
  };
}

function newCounts(): number[] {
  return new Array<number>(boundsNs.length + 1).fill(0);
}

function countOutcome(outcomes: HookCounts["outcomes"], { mode, verdict, action }: Outcome): void {
  for (const outcome of outcomes)
    if (outcome.verdict === verdict && outcome.action === action && outcome.mode === mode) {
      outcome.count++;
      return;
    }
  outcomes.push({ mode, verdict, action, count: 1 });
}

/** Most runs are short, so the lowest bounds are looked at first. */
function bucketOf(durationNs: number): number {
  let index = 0;
  while (index < boundsNs.length && durationNs > (boundsNs[index] ?? 0)) index++;
  return index;
}

/** Words come from plugins: what is no word, and what is too many of them, is counted together. */
function countWord(counts: Map<string, number>, word: unknown, limit: number): void {
  const known = typeof word === "string" && counts.has(word);
  const fits =
    known || (typeof word === "string" && /^[\w.:/-]{1,64}$/.test(word) && namesIn(counts) < limit);
  const key = fits ? (word as string) : "other";
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function namesIn(counts: Map<string, number>): number {
  return counts.size - (counts.has("other") ? 1 : 0);
}

function textOf(plugins: ReadonlyMap<string, PluginCounts>): string {
  const hooks = [...plugins].flatMap(([plugin, counts]) =>
    [...counts.hooks].map(([hook, ofHook]) => ({ labels: [plugin, hook], ...ofHook })),
  );
  const words = (of: "violations" | "errors"): Sample[] =>
    [...plugins].flatMap(([plugin, counts]) =>
      [...counts[of]].map(([word, value]) => ({ labels: [plugin, word], value })),
    );
  const fine = hooks.map(({ labels, durations, totalNs }) => ({
    labels,
    counts: durations,
    sum: totalNs / 1e9,
  }));
  return [
    samplesText(
      table.executions,
      hooks.flatMap(({ labels, outcomes }) =>
        [...byStatus(outcomes)].map(([status, value]) => ({ labels: [...labels, status], value })),
      ),
    ),
    histogramText(
      table.duration,
      durationBuckets,
      fine.map((each) => ({ ...each, counts: coarse(each.counts) })),
    ),
    samplesText(table.violations, words("violations")),
    samplesText(table.errors, words("errors")),
    samplesText(
      table.runs,
      hooks.flatMap(({ labels, outcomes }) =>
        outcomes.map(({ mode, verdict, action, count }) => ({
          labels: [...labels, mode, verdict, action],
          value: count,
        })),
      ),
    ),
    samplesText(
      table.modifications,
      hooks.map(({ labels, modifications }) => ({ labels, value: modifications })),
    ),
    histogramText(table.fineDuration, fineDurationBuckets, fine),
  ].join("");
}

function byStatus(outcomes: HookCounts["outcomes"]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { verdict, count } of outcomes) {
    const status = statuses[verdict];
    counts.set(status, (counts.get(status) ?? 0) + count);
  }
  return counts;
}

/** The same values counted by the coarse bounds, each of which is a fine one too. */
function coarse(counts: readonly number[]): number[] {
  const sums = new Array<number>(durationBuckets.length + 1).fill(0);
  for (const [index, count] of counts.entries()) {
    const bound = fineDurationBuckets[index] ?? Number.POSITIVE_INFINITY;
    const into = durationBuckets.findIndex((upper) => bound <= upper);
    const at = into < 0 ? durationBuckets.length : into;
    sums[at] = (sums[at] ?? 0) + count;
  }
  return sums;
}
