import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as setTimeoutPromise } from "node:timers/promises";
import type { TestFileEvent } from "./test-events.ts";

export interface Counts {
  passed: number;
  failed: number;
}

/** What a run of test files came to: its counts, and every failure once more as printed, for the end of a long log. */
export interface Outcome extends Counts {
  readonly failures: readonly string[];
}

interface RunOptions {
  /** Files at a time. */
  readonly concurrency: number;
  /** A file that has not ended by then is killed and counts as failed: a test hangs, or something it opened is still open. */
  readonly secondsPerFile: number;
  /** Beside the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs each file in a process of its own and prints failures as they come. `node --test` would do it but for one thing:
 * it waits for ever for a file whose tests are over and which holds a timer or a socket.
 */
export async function runTestFiles(files: readonly string[], options: RunOptions): Promise<Outcome> {
  const total = { passed: 0, failed: 0, failures: [] as string[] };
  const waiting = [...files];
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-tests-"));
  const running = new Set<ChildProcess>();
  const stop = () => {
    for (const child of running) killGroup(child);
    rmSync(folder, { recursive: true, force: true });
    process.exit(130);
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const worker = async (index: number) => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const outcome = await runTestFile(file, join(folder, `${index}.jsonl`), options, running);
      total.passed += outcome.passed;
      total.failed += outcome.failed;
      total.failures.push(...outcome.failures);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, (_, index) => worker(index)));
  process.off("SIGINT", stop).off("SIGTERM", stop);
  rmSync(folder, { recursive: true, force: true });
  return total;
}

async function runTestFile(
  file: string,
  eventFile: string,
  options: RunOptions,
  running: Set<ChildProcess>,
): Promise<Outcome> {
  rmSync(eventFile, { force: true });
  const reporter = ["--test-reporter=./scripts/test-events.ts", `--test-reporter-destination=${eventFile}`];
  // A group of its own, so that an Envoy which a killed test left behind goes with it.
  const child = spawn(process.execPath, ["-C", "plugins-adapter-source", ...reporter, file], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
    env: { ...process.env, ...options.env },
  });
  running.add(child);
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    killGroup(child);
  }, options.secondsPerFile * 1000);
  const closed = once(child, "close");
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  clearTimeout(timer);
  running.delete(child);
  killGroup(child);
  // What the test started may hold its output open from another group: then there is no close.
  await Promise.race([closed, setTimeoutPromise(1000, undefined, { ref: false })]);
  const ending = { late, status: code ?? signal ?? "no status", output: Buffer.concat(output).toString() };
  return judge(file, readEvents(eventFile), ending, options);
}

type Summary = Extract<TestFileEvent, { kind: "summary" }>;

interface Ending {
  readonly late: boolean;
  readonly status: number | string;
  readonly output: string;
}

/** Counts a file's tests and prints what failed. A file that ends oddly is one failure more, whatever its tests said. */
function judge(file: string, events: readonly TestFileEvent[], ending: Ending, options: RunOptions): Outcome {
  const problems: string[] = [];
  const open = new Set<string>();
  let summary: Summary | undefined;
  for (const event of events) {
    switch (event.kind) {
      case "began":
        open.add(event.name);
        break;
      case "ended":
        open.delete(event.name);
        break;
      case "failed":
        problems.push(`${event.name}\n${indent(event.error)}`);
        break;
      case "skipped":
        problems.push(`${event.name}: skipped or todo, which proves nothing`);
        break;
      case "note":
        console.log(`   note: ${event.text}`);
        break;
      case "summary":
        summary = event;
        break;
    }
  }
  const counts: Counts = {
    passed: summary?.passed ?? 0,
    failed: summary === undefined ? 0 : summary.tests - summary.passed,
  };
  const odd = oddEnding(summary, events.length > 0, [...open], ending, options);
  if (odd !== undefined) {
    problems.push(odd);
    counts.failed += 1;
  }
  if (counts.failed === 0) return { ...counts, failures: [] };
  const told = [`✖ ${file}`, ...problems.map(indent)].join("\n");
  console.log(`\n${told}`);
  if (ending.output.trim() !== "") console.log(`  printed:\n${indent(ending.output.trimEnd())}`);
  return { ...counts, failures: [told] };
}

function oddEnding(
  summary: Summary | undefined,
  began: boolean,
  open: readonly string[],
  { late, status }: Ending,
  { secondsPerFile }: RunOptions,
): string | undefined {
  if (late) {
    const reason =
      open.length > 0 ? `not over: ${open.join(", ")}` : "its tests are over, but something is still open";
    return `did not end within ${secondsPerFile} s; ${began ? reason : "no test had begun"}`;
  }
  if (summary === undefined) return `ended (${status}) before its tests did, or has none`;
  if (summary.tests === 0) return "has no tests";
  if (status !== 0 && summary.passed === summary.tests) return `ended with ${status}`;
  return undefined;
}

function readEvents(eventFile: string): TestFileEvent[] {
  let text: string;
  try {
    text = readFileSync(eventFile, "utf8");
  } catch {
    return [];
  }
  // A killed process may leave half a line.
  const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as TestFileEvent);
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nothing of the group is left.
  }
}

function indent(text: string): string {
  return text.replace(/^/gm, "    ");
}
