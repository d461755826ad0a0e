/** The programs in Go of this folder: the upstream, and the load. `scripts/setup.sh bench` builds them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Answer } from "./cases.ts";

const built = fileURLToPath(new URL("../../../.cache/bench/gateway/", import.meta.url));

function program(name: "upstream" | "load"): string {
  if (existsSync(built + name)) return built + name;
  throw new Error(`.cache/bench/gateway/${name} is not there: run scripts/setup.sh bench`);
}

export type Upstream = { readonly port: number; readonly pid: number; close(): Promise<void> };

/** Answers by path. */
export async function startUpstream(answers: Readonly<Record<string, Answer>>): Promise<Upstream> {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-"));
  const file = join(folder, "answers.json");
  writeFileSync(file, JSON.stringify(answers));
  // it ends with its standard input, so that nothing of it outlives us
  const child = spawn(program("upstream"), [file], { stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(child, "exit").then(() => rmSync(folder, { recursive: true, force: true }));
  const line = once(createInterface({ input: child.stdout }), "line") as Promise<[string]>;
  const [port] = await Promise.race([
    line,
    exited.then(() => Promise.reject(new Error("the upstream did not start"))),
  ]);
  return {
    port: Number(port),
    pid: child.pid ?? 0,
    async close() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** A measurement, as `load.Spec` of go/load/spec.go says, where the fields are described. */
export type LoadSpec = {
  readonly address: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  readonly expect: { readonly status: number; readonly contentType: string; readonly body: string };
  readonly mode: "closed" | "rate" | "events";
  readonly connections: number;
  readonly warmUp?: number;
  readonly warmUpSeconds?: number;
  readonly requests?: number;
  readonly seconds?: number;
  readonly perSecond?: number;
  readonly events?: {
    readonly count: number;
    readonly intervalMs: number;
    readonly prefix: string;
    readonly suffix: string;
  };
  readonly processes: Readonly<Record<string, number>>;
};

const microseconds = z.number();

/** As `load.Result`. */
export const loadResult = z.strictObject({
  done: z.int().describe("Exchanges (of event streams: events) that went as expected"),
  errors: z.int().describe("Exchanges without an answer, or with another than the expected one"),
  firstError: z.string().optional().describe("What was wrong with the first of them"),
  seconds: z.number().describe("How long it took"),
  latency: z
    .strictObject({
      count: z.int(),
      p50: microseconds,
      p90: microseconds,
      p99: microseconds,
      p999: microseconds,
      max: microseconds,
      histogram: z
        .array(z.tuple([microseconds, z.int()]))
        .describe("Upper bound of a bucket and how many are in it; a bound is 5 % above the one before"),
    })
    .describe("Microseconds to the end of the answer; at a fixed rate from the time the request was due"),
  processes: z
    .record(
      z.string(),
      z.strictObject({
        cpuMicroseconds: microseconds.describe("CPU, user and system, of all threads"),
        rssKiB: z.int().describe("Resident memory afterwards"),
        peakKiB: z.int().describe("Most resident memory during it"),
      }),
    )
    .describe("By role: envoy, adapter"),
});
export type LoadResult = z.infer<typeof loadResult>;

/** Throws what the program says when a measurement was not possible at all. @param prefix a command such as `taskset -c 0` */
export async function runLoad(spec: LoadSpec, prefix: readonly string[] = []): Promise<LoadResult> {
  const [file, ...args] = [...prefix, program("load")];
  const child = spawn(file as string, args, { stdio: ["pipe", "pipe", "pipe"] });
  const closed = once(child, "close") as Promise<[number | null]>;
  let out = "";
  let problems = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    problems += text;
  });
  child.stdin.on("error", () => {}).end(JSON.stringify(spec));
  const [code] = await closed;
  if (code !== 0) throw new Error(`the load ended with ${code}: ${problems.slice(0, 2000)}`);
  return loadResult.parse(JSON.parse(out));
}
