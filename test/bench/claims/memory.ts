/** Resident memory when ready: of Node, the framework and the adapter, and of the adapter with 1, 10 and 50 plugins. Linux. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { builtinPlugins } from "../../../plugins/builtin.ts";
import { fromBuild, startAdapter } from "../../integration/parts/adapter.ts";
import { quantile } from "../figures.ts";
import { madeForBench } from "../peers/peer.ts";
import { startPythonStack } from "../peers/python-stack.ts";
import type { Finding, Size } from "./claim.ts";
import { configOf } from "./hooks.ts";

const sizes = {
  quick: { counts: [10], repetitions: 1, settleMs: 0 },
  full: { counts: [1, 10, 50], repetitions: 3, settleMs: 500 },
} as const;

/** @property count number of plugins of that kind */
type Cell = { readonly name: string; readonly count: number; start(): Promise<Running> };
type Running = { readonly pid: number; close(): Promise<void> };

const framework = new URL("../../../dist/src/framework/index.js", import.meta.url);

const programs: readonly Cell[] = [
  { name: "Node alone", count: 0, start: () => runNode("") },
  { name: "Node with the framework", count: 0, start: () => runNode(`import "${framework}";`) },
  { name: "adapter", count: 0, start: () => startWith("none", 0) },
  { name: "Python alone", count: 0, start: () => runPython("") },
  { name: "Python with cpex.framework", count: 0, start: () => runPython("import cpex.framework") },
  { name: "Python stack", count: 0, start: () => startPythonStack({ plugins: 0 }) },
];

/**
 * Two findings. Base: what the framework takes in a Node that has nothing else. A plugin: the rise from none to the most
 * instances in the adapter, of the kind that takes most.
 */
export async function memory(size: Size): Promise<readonly Finding[]> {
  const { counts, repetitions, settleMs } = sizes[size];
  const withPlugins = counts.flatMap((count): readonly Cell[] => [
    ...builtinPlugins.map(({ kind }) => ({ name: kind, count, start: () => startWith(kind, count) })),
    { name: "Python stack", count, start: () => startPythonStack({ plugins: count }) },
  ]);
  const figures = [...programs, ...withPlugins].map((cell) => ({ ...cell, found: [] as number[] }));
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const { start, found } of figures) {
      const running = await start();
      await wait(settleMs);
      found.push(residentMb(running.pid));
      await running.close();
    }
  }
  const of = (name: string, count = 0) =>
    quantile(figures.find((each) => each.name === name && each.count === count)?.found ?? [], 0.5);
  const most = Math.max(...counts);
  const rise = (kind: string, none: string, count: number) => (of(kind, count) - of(none)) / count;
  const rows = [
    ...builtinPlugins.map(({ kind }) => ({ name: kind, none: "adapter" })),
    { name: "Python stack", none: "Python stack" },
  ].map(({ name, none }) => ({ name, rises: counts.map((count) => rise(name, none, count)) }));
  const heaviest = rows
    .filter(({ name }) => name !== "Python stack")
    .reduce((a, b) => ((b.rises.at(-1) ?? 0) > (a.rises.at(-1) ?? 0) ? b : a));
  return [
    {
      claim: "base",
      unit: "MB",
      limit: 5,
      value: of("Node with the framework") - of("Node alone"),
      of: "resident memory of the framework over Node alone",
      details: {
        head: ["process, no plugin", "resident MB"],
        rows: programs.map(({ name }) => [name, of(name).toFixed(1)]),
      },
    },
    {
      claim: "perPlugin",
      unit: "MB",
      limit: 1,
      value: heaviest.rises.at(-1) ?? Number.NaN,
      of: `resident memory for each of ${most} ${heaviest.name} in the adapter, the heaviest of ${rows.length - 1}`,
      details: {
        head: ["MB a plugin, by their number", ...counts.map(String)],
        rows: rows.map(({ name, rises }) => [name, ...rises.map((each) => each.toFixed(2))]),
      },
    },
  ];
}

function startWith(kind: string, count: number): Promise<Running> {
  const plugins = Array.from({ length: count }, (_, index) => ({
    name: `p${index}`,
    kind,
    mode: "enforce",
    config: configOf(kind),
  }));
  // JSON is YAML too.
  return startAdapter({ program: fromBuild, config: JSON.stringify({ plugins }) });
}

function runNode(code: string): Promise<Running> {
  const waiting = `${code} console.log("ready"); setInterval(() => {}, 1e9);`;
  return run(process.execPath, ["--input-type=module", "-e", waiting]);
}

function runPython(code: string): Promise<Running> {
  return run(madeForBench("python-stack/bin/python"), [
    "-c",
    `${code}\nprint("ready", flush=True)\nimport time\ntime.sleep(1e6)`,
  ]);
}

/** Resolves when the program has printed a line. */
async function run(file: string, args: readonly string[]): Promise<Running> {
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close");
  await Promise.race([
    once(createInterface({ input: child.stdout }), "line"),
    closed.then(() => Promise.reject(new Error(`${file} ended`))),
  ]);
  return {
    pid: child.pid ?? 0,
    async close() {
      child.kill("SIGKILL");
      await closed;
    },
  };
}

/** Megabytes (10^6 bytes, as the claims count) that a process has resident now. */
function residentMb(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return (Number(kib) * 1024) / 1e6;
}
