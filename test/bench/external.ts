/**
 * Prints what a call of an external plugin costs over each transport: milliseconds of one call after another (median
 * and 99th percentile), of sixteen at a time, and CPU milliseconds of this process.
 *
 *   node test/bench/external.ts [--quick] [--json] [--only part-of-a-row]
 */
import { parseArgs } from "node:util";
import { pluginEntrySchema } from "../../src/framework/config/schema.ts";
import {
  createPluginManager,
  loadPlugins,
  type PluginManager,
  pluginEntry,
} from "../../src/framework/index.ts";
import { externalServers, startExternalServer } from "./external-servers.ts";
import { quantile } from "./figures.ts";
import { textTable } from "./text-table.ts";

const sizes = {
  quick: { repetitions: 2, calls: 32 },
  full: { repetitions: 5, calls: 300 },
} as const;
const together = 16;

const flag = { type: "boolean", default: false } as const;
const { values } = parseArgs({ options: { quick: flag, json: flag, only: { type: "string", default: "" } } });
const { repetitions, calls } = sizes[values.quick ? "quick" : "full"];

interface Subject {
  readonly name: readonly [server: string, transport: string];
  readonly manager: PluginManager;
  /** Milliseconds of each call. */
  readonly alone: number[];
  /** Milliseconds a call, of each repetition. */
  readonly together: number[];
  readonly cpu: number[];
}

const open: (() => Promise<void> | void)[] = [];
try {
  const subjects = await startAll();
  // The first turn warms up: here and at the servers.
  for (let turn = 0; turn <= repetitions; turn++) {
    for (const subject of subjects) await measure(subject, turn > 0);
  }
  print(subjects);
} finally {
  for (const close of open.toReversed()) await close();
}

async function startAll(): Promise<Subject[]> {
  const rows = externalServers.filter((row) => `${row.server}, ${row.transport}`.includes(values.only));
  const subjects: Subject[] = [];
  for (const row of rows) subjects.push(await startOne(row));
  return subjects;
}

async function startOne(row: (typeof externalServers)[number]): Promise<Subject> {
  const { server, transport } = row;
  const { block, close } = await startExternalServer(row);
  open.push(close);
  const whole = pluginEntrySchema.parse({ name: "Demo", kind: "external", ...block });
  const given = Object.fromEntries(Object.keys(block).map((key) => [key, whole[key as keyof typeof whole]]));
  const entry = pluginEntry({ name: "Demo", kind: "external", hooks: ["tool_pre_invoke"], ...given });
  const loaded = await loadPlugins({ entries: [entry], definitions: [], initializeTimeout: 120 });
  if (!loaded.ok) throw new Error(`${server}, ${transport}: ${loaded.problems[0]?.message}`);
  const manager = createPluginManager({ instances: loaded.instances });
  open.push(() => manager.shutdown());
  return { name: [server, transport], manager, alone: [], together: [], cpu: [] };
}

async function measure({ name, manager, ...figures }: Subject, counts: boolean): Promise<void> {
  const call = async (index: number) => {
    const began = performance.now();
    const outcome = await manager.invokeHook(
      "tool_pre_invoke",
      { name: "t", args: { op: "pass", query: "some words" } },
      { request_id: String(index), state: {}, metadata: {} },
    );
    // Figures of calls that fail would be good, and worthless.
    if (!outcome.continue_processing)
      throw new Error(`${name.join(", ")}: ${JSON.stringify(outcome.violation)}`);
    return performance.now() - began;
  };
  const cpu = process.cpuUsage();
  const alone: number[] = [];
  for (let index = 0; index < calls; index++) alone.push(await call(index));
  const { user, system } = process.cpuUsage(cpu);
  const began = performance.now();
  const lane = async (_: unknown, first: number) => {
    for (let index = first; index < calls; index += together) await call(index);
  };
  await Promise.all(Array.from({ length: together }, lane));
  if (!counts) return;
  figures.together.push((performance.now() - began) / calls);
  figures.cpu.push((user + system) / 1000 / calls);
  figures.alone.push(...alone);
}

function print(subjects: readonly Subject[]): void {
  const figures = subjects.map(({ name: [server, transport], alone, together: lanes, cpu }) => ({
    server,
    transport,
    p50: quantile(alone, 0.5),
    p99: quantile(alone, 0.99),
    together: quantile(lanes, 0.5),
    cpu: quantile(cpu, 0.5),
  }));
  if (values.json) return console.log(JSON.stringify({ unit: "ms per call", rows: figures }, null, 2));
  const head = ["server", "transport", "p50", "p99", `${together} together`, "CPU here"];
  const rows = figures.map(({ server, transport, ...numbers }) => [
    server,
    transport,
    ...Object.values(numbers).map((each) => each.toFixed(2)),
  ]);
  console.log(`ms per call of an external plugin\n\n${textTable(head, rows, 2)}`);
}
