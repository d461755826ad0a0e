/**
 * What the adapter costs behind real Envoy: CPU per exchange, added latency, memory; beside Envoy alone, a no-op ext_proc
 * server in Go and the Python packages of the reference's stack. test/bench/gateway/README.md says what is measured and how.
 *
 *   node test/bench/run.ts [--quick] [--only CASE,SUBJECT…] [--plugins SET,…] [--repetitions N] [--pin] [--source]
 *
 * Repetitions of the subjects are interleaved, because a machine's speed drifts over minutes; compare within one table only.
 * CPU per exchange is the figure that survives noise. Ends with 1 when a single exchange failed, and never because of a
 * time. Linux. The quick form shows that all of it runs, and also runs those of the executor, of external plugins, of the
 * reader and of the claims.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { fromBuild, fromSource } from "../integration/parts/adapter.ts";
import { aimsOf } from "./gateway/aims.ts";
import { figuresOf } from "./gateway/figures.ts";
import { type Fleet, startFleet } from "./gateway/fleet.ts";
import { describeMachine } from "./gateway/machine.ts";
import { type Cell, chosen } from "./gateway/matrix.ts";
import { measure, prepare, type Run, type Size } from "./gateway/measure.ts";
import { kindsOf, pluginSets } from "./gateway/plugins.ts";
import type { Report } from "./gateway/report.ts";
import { aimTable, table } from "./gateway/table.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

const sizes: Readonly<Record<"quick" | "full", Size>> = {
  quick: {
    repetitions: 1,
    learn: 20,
    learnSeconds: 5,
    wakeSeconds: 5,
    saturatedSeconds: 5,
    saturatedRequests: 20,
    rateSeconds: 0.1,
    events: 5,
  },
  full: {
    repetitions: 3,
    learn: 10_000,
    learnSeconds: 2,
    wakeSeconds: 0.3,
    saturatedSeconds: 0.6,
    saturatedRequests: 0,
    rateSeconds: 0.7,
    events: 60,
  },
};

const { values } = parseArgs({
  options: {
    quick: { type: "boolean" },
    source: { type: "boolean" },
    only: { type: "string" },
    plugins: { type: "string" },
    repetitions: { type: "string" },
    pin: { type: "boolean" },
  },
});
const choice = chosen(values.only, values.plugins);
if ("problem" in choice) {
  console.error(choice.problem);
  process.exitCode = 2;
} else {
  process.exitCode = await main(choice.cells);
  // Each in a process of its own: what the compiler learned from one would tell in the figures of the other.
  if (values.quick) {
    run("load", "go", ["-C", join(root, "test/bench/gateway/go"), "test", "./load"]);
    for (const name of ["executor", "external", "reader", "claims"]) {
      const program = join(root, "test/bench", `${name}.ts`);
      run(name, process.execPath, ["-C", "plugins-adapter-source", program, "--quick"]);
    }
  }
}

async function main(cells: readonly Cell[]): Promise<number> {
  const name = values.quick ? "quick" : "full";
  const size = { ...sizes[name], ...(values.repetitions && { repetitions: Number(values.repetitions) }) };
  const pinned = values.pin === true;
  const [node, ...rest] = values.source ? fromSource : fromBuild;
  const program = [node as string, ...programFlags(rest.at(-1) as string), ...rest];
  const fleet = await startFleet(cells, { program, pinned, events: size.events });
  const runs: Run[] = [];
  try {
    runs.push(...(await measureAll(cells, fleet, size, pinned)));
  } finally {
    await fleet.close();
  }
  const machine = { ...describeMachine(root), ...fleet.versions };
  const figures = [...figuresOf(runs)];
  const aims = [...aimsOf(runs, ["static", "override", "lean"])];
  for (const [key, value] of Object.entries(machine)) console.log(`${key.padEnd(16)} ${value}`);
  console.log(`${"size".padEnd(16)} ${name}${pinned ? ", pinned" : ""}: ${JSON.stringify(size)}`);
  const plugins = Object.fromEntries(pluginSets.map((set) => [set, [...kindsOf(set)]]));
  console.log(`\n${table(figures)}\n`);
  if (!values.quick) console.log(`${aimTable(aims)}\n`);
  const folder = join(root, ".cache", "bench");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${new Date().toISOString().replaceAll(":", "-")}.json`);
  const report: Report = { machine, size: name, pinned, sizes: size, plugins, figures, aims, runs };
  writeFileSync(file, `${JSON.stringify(report)}\n`);
  console.log(file);
  for (const { firstError, errors, ...row } of figures) {
    if (errors > 0) console.log(`${row.case} ${row.subject} ${row.plugins}: ${errors} failed: ${firstError}`);
  }
  return figures.some(({ errors }) => errors > 0) ? 1 : 0;
}

/** The flags with which the program starts Node where it is run by its name: its first line has them. */
function programFlags(file: string): readonly string[] {
  const [first] = readFileSync(file, "utf8").split("\n", 1);
  return first?.split(" ").filter((word) => word.startsWith("--")) ?? [];
}

async function measureAll(cells: readonly Cell[], fleet: Fleet, size: Size, pinned: boolean): Promise<Run[]> {
  const runs: Run[] = [];
  const prepared = [];
  const seen = new Set<unknown>();
  for (const cell of cells) {
    prepared.push(await prepare(cell, fleet, size, pinned, !seen.has(fleet.of(cell))));
    seen.add(fleet.of(cell));
  }
  for (let repetition = 1; repetition <= size.repetitions; repetition++) {
    for (const each of prepared) runs.push(await measure(each, fleet, size, repetition, pinned));
  }
  return runs;
}

function run(name: string, file: string, args: readonly string[]): void {
  console.log(`\n${name}`);
  const { status, stderr } = spawnSync(file, [...args], {
    stdio: ["ignore", "inherit", "pipe"],
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (status === 0) return;
  console.log(`${file} ${args.join(" ")} failed: ${stderr.slice(-4000)}`);
  process.exitCode = 1;
}
