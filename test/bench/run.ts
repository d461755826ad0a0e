/**
 * What the adapter costs behind real Envoy, beside Envoy alone: CPU per exchange and added latency.
 *
 *   node test/bench/run.ts [--quick] [--source]
 *
 * Repetitions of the subjects are interleaved, because a machine's speed drifts over minutes; compare within one table only.
 * CPU per exchange is the figure that survives noise. Ends with 1 when a single request failed. Linux. The quick form
 * also runs those of the executor, of external plugins and of the reader.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { fromBuild, fromSource } from "../integration/parts/adapter.ts";
import { envoyBinary } from "../integration/parts/envoy.ts";
import { benchCases } from "./cases.ts";
import { cpuMicroseconds } from "./cpu.ts";
import { figuresOf, type Run, table } from "./figures.ts";
import { runLoad } from "./load.ts";
import { type Subject, startSubjects } from "./subjects.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

const sizes = {
  quick: { repetitions: 1, warmUp: 500, closedLoop: 500, connections: 4, fixedRate: 100, perSecond: 100 },
  full: { repetitions: 5, warmUp: 1000, closedLoop: 2000, connections: 8, fixedRate: 500, perSecond: 100 },
} as const;

const { values } = parseArgs({ options: { quick: { type: "boolean" }, source: { type: "boolean" } } });
process.exitCode = await main(values.quick ? "quick" : "full", values.source ? fromSource : fromBuild);
// Each in a process of its own: what the compiler learned from one would tell in the figures of the other.
if (values.quick) for (const program of ["executor.ts", "external.ts", "reader.ts"]) runQuick(program);

async function main(size: keyof typeof sizes, program: readonly string[]): Promise<number> {
  const machine = describeMachine();
  for (const [key, value] of Object.entries(machine)) console.log(`${key.padEnd(10)} ${value}`);
  const { repetitions, warmUp } = sizes[size];
  console.log(`size       ${size}: ${JSON.stringify(sizes[size])}\n`);

  const subjects = await startSubjects(program);
  const runs: Run[] = [];
  try {
    for (const target of benchCases) {
      for (const subject of subjects.all) {
        await runLoad(subject.port, target, { kind: "closed loop", requests: warmUp, connections: 4 });
      }
    }
    for (let repetition = 1; repetition <= repetitions; repetition++) {
      for (const target of benchCases) {
        for (const subject of subjects.all) runs.push(await measure(subject, target, repetition, size));
      }
    }
  } finally {
    await subjects.close();
  }

  const figures = figuresOf(runs);
  console.log(table(figures));
  const folder = join(root, ".cache", "bench");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${new Date().toISOString().replaceAll(":", "-")}.json`);
  const summary = runs.map(({ closedLoop, fixedRate, ...run }) => ({
    ...run,
    seconds: closedLoop.seconds,
    rateSeconds: fixedRate.seconds,
  }));
  writeFileSync(
    file,
    `${JSON.stringify({ machine, size, sizes: sizes[size], figures, runs: summary }, null, 1)}\n`,
  );
  console.log(`\n${file}`);
  const errors = figures.reduce((sum, row) => sum + row.errors, 0);
  if (errors > 0) console.log(`${errors} requests failed.`);
  return errors === 0 ? 0 : 1;
}

async function measure(
  subject: Subject,
  target: (typeof benchCases)[number],
  repetition: number,
  size: keyof typeof sizes,
): Promise<Run> {
  const { closedLoop, connections, fixedRate, perSecond } = sizes[size];
  const cpu = () => ({
    envoy: cpuMicroseconds(subject.envoyPid),
    adapter: subject.adapterPid === undefined ? 0 : cpuMicroseconds(subject.adapterPid),
  });
  const before = cpu();
  const closed = await runLoad(subject.port, target, {
    kind: "closed loop",
    requests: closedLoop,
    connections,
  });
  const after = cpu();
  return {
    subject: subject.name,
    case: target.name,
    repetition,
    cpu: { envoy: after.envoy - before.envoy, adapter: after.adapter - before.adapter },
    closedLoop: closed,
    fixedRate: await runLoad(subject.port, target, { kind: "fixed rate", requests: fixedRate, perSecond }),
  };
}

function runQuick(program: string): void {
  const args = ["-C", "plugins-adapter-source", join(root, "test/bench", program), "--quick"];
  console.log(`\n${program.replace(".ts", "")}`);
  const { status, stderr } = spawnSync(process.execPath, args, {
    stdio: ["ignore", "inherit", "pipe"],
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (status === 0) return;
  console.log(`test/bench/${program} --quick failed: ${stderr.slice(-4000)}`);
  process.exitCode = 1;
}

function describeMachine(): Readonly<Record<string, string>> {
  const [cpu] = os.cpus();
  const run = (file: string, ...args: string[]) =>
    execFileSync(file, args, { encoding: "utf8", cwd: root }).trim();
  return {
    machine: `${os.cpus().length} × ${cpu?.model ?? "?"}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()} ${os.release()}`,
    load: os
      .loadavg()
      .map((value) => value.toFixed(2))
      .join(" "),
    node: process.version,
    envoy: /\d+\.\d+\.\d+\/\w+\/\w+/.exec(run(envoyBinary(), "--version"))?.[0] ?? "?",
    commit: run("git", "describe", "--always", "--dirty"),
  };
}
