/**
 * What an exchange costs the adapter's own code: CPU microseconds from the first frame to the last reply, without gRPC,
 * sockets or Envoy, with 0, 1 (which does nothing) and 5 plugins. Prints a table; `--json` the numbers instead.
 *
 *   node test/bench/exchange.ts [--quick] [--json] [--only 'JSON 0.5 KB'] [--plugins 5] [--rounds 21]
 *
 * All cases take turns in one process, so that V8 has seen every kind of traffic; of the rounds the fastest tenth counts, since only that is not the machine's other work. To
 * see where the time goes, run one case with many rounds under `node --cpu-prof`.
 */
import { parseArgs } from "node:util";
import { type InProcessAdapter, pluginSets, startInProcess } from "./exchange/in-process.ts";
import { type Traffic, traffic } from "./exchange/traffic.ts";
import { quantile } from "./figures.ts";
import { textTable } from "./text-table.ts";

const flag = { type: "boolean", default: false } as const;
const { values } = parseArgs({
  options: {
    quick: flag,
    json: flag,
    only: { type: "string" },
    plugins: { type: "string" },
    rounds: { type: "string" },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 3 : 21));
/** A measurement lasts some milliseconds. */
const roundMs = values.quick ? 2 : 15;
const warmUpMs = values.quick ? 20 : 400;

interface Cell {
  readonly adapter: InProcessAdapter;
  readonly plugins: number;
  readonly traffic: Traffic;
  exchanges: number;
  readonly costs: number[];
}

const counts = values.plugins === undefined ? Object.keys(pluginSets).map(Number) : [Number(values.plugins)];
const cases = traffic.filter(({ name }) => values.only === undefined || name === values.only);
const cells: Cell[] = [];
for (const plugins of counts) {
  const adapter = await startInProcess(pluginSets[plugins] ?? "");
  for (const each of cases) cells.push({ adapter, plugins, traffic: each, exchanges: 1, costs: [] });
}
for (const cell of cells) {
  const began = performance.now();
  let done = 0;
  for (; performance.now() - began < warmUpMs; done++) await cell.adapter.exchange(cell.traffic);
  cell.exchanges = Math.max(1, Math.round((done * roundMs) / warmUpMs));
}
for (let round = 0; round < rounds; round++) {
  for (const cell of cells) {
    const began = process.cpuUsage();
    for (let left = cell.exchanges; left > 0; left--) await cell.adapter.exchange(cell.traffic);
    const { user, system } = process.cpuUsage(began);
    cell.costs.push((user + system) / cell.exchanges);
  }
}
for (const { adapter } of cells.filter(({ traffic: { name } }) => name === cases[0]?.name))
  await adapter.close();

const costOf = (name: string, plugins: number): number =>
  quantile(cells.find((cell) => cell.traffic.name === name && cell.plugins === plugins)?.costs ?? [], 0.1);
const unit = "µs of CPU per exchange, by number of plugins";
if (values.json) {
  const rows = cases.map(({ name, bytes, frames }) => ({
    case: name,
    bytes,
    frames: frames.length,
    ...Object.fromEntries(counts.map((plugins) => [plugins, costOf(name, plugins)])),
  }));
  console.log(JSON.stringify({ unit, rows }, null, 2));
} else {
  const head = ["case", "frames", ...counts.map(String)];
  const rows = cases.map(({ name, frames }) => [
    name,
    String(frames.length),
    ...counts.map((plugins) => costOf(name, plugins).toFixed(1)),
  ]);
  console.log(`${unit}\n\n${textTable(head, rows, 1)}`);
}
