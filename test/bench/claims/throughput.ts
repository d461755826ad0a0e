/** JSON calls of half a kilobyte through real Envoy, with the five plugins that ContextForge's documentation begins with. */
import { fromBuild } from "../../integration/parts/adapter.ts";
import { quantile } from "../figures.ts";
import { startFleet } from "../gateway/fleet.ts";
import type { Cell } from "../gateway/matrix.ts";
import { measure, prepare, type Size as RunSize } from "../gateway/measure.ts";
import { kindsOf } from "../gateway/plugins.ts";
import { subjects } from "../gateway/subjects.ts";
import { type Finding, type Size, shown } from "./claim.ts";

const of = { case: "json-0.5k" } as const;
const cells: readonly Cell[] = [
  { ...of, subject: "alone", plugins: "0" },
  { ...of, subject: "static", plugins: "5" },
  { ...of, subject: "override", plugins: "5" },
];

const quick: RunSize = {
  repetitions: 1,
  learn: 300,
  learnSeconds: 5,
  wakeSeconds: 0.3,
  saturatedSeconds: 1,
  saturatedRequests: 500,
  rateSeconds: 0.2,
  events: 0,
};
const sizes: Readonly<Record<Size, RunSize>> = {
  quick,
  full: {
    ...quick,
    repetitions: 5,
    learn: 10_000,
    learnSeconds: 20,
    wakeSeconds: 5,
    saturatedSeconds: 3,
    saturatedRequests: 0,
  },
};

/** As many as it can on this machine, which Envoy, the upstream and the load share: the slower of both configurations. */
export async function throughput(size: Size): Promise<Finding> {
  const fleet = await startFleet(cells, { program: fromBuild, pinned: false, events: 0 });
  const rows = [];
  try {
    for (const cell of cells) {
      const prepared = await prepare(cell, fleet, sizes[size], false, true);
      rows.push({
        title: subjects[cell.subject].title,
        prepared,
        rates: [] as number[],
        p99s: [] as number[],
      });
    }
    for (let repetition = 0; repetition < sizes[size].repetitions; repetition++) {
      for (const { title, prepared, rates, p99s } of rows) {
        const { saturated } = await measure(prepared, fleet, sizes[size], repetition, false);
        if (saturated === undefined || saturated.errors > 0)
          throw new Error(`${title}: ${saturated?.errors} requests failed: ${saturated?.firstError}`);
        rates.push(saturated.done / saturated.seconds);
        p99s.push(saturated.latency.p99 / 1000);
      }
    }
  } finally {
    await fleet.close();
  }
  const figures = rows.map(({ title, rates, p99s }) => ({
    title,
    rate: quantile(rates, 0.5),
    p99: quantile(p99s, 0.5),
  }));
  const [, ...withPlugins] = figures;
  const slower = withPlugins.reduce((least, each) => (each.rate < least.rate ? each : least));
  return {
    claim: "throughput",
    unit: "req/s",
    limit: 1000,
    value: slower.rate,
    of: `${slower.title}, with ${kindsOf("5").join(", ")}`,
    details: {
      head: ["as fast as it can", "req/s", "p99 ms"],
      rows: figures.map(({ title, rate, p99 }) => [title, shown(rate), shown(p99)]),
    },
  };
}
