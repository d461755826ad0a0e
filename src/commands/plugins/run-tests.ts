import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";

export interface TestRun {
  /** There were tests, and all of them passed. */
  readonly ok: boolean;
  /** Files that were run. */
  readonly files: readonly string[];
  /** What they printed, its last part where it is long. */
  readonly output: string;
}

/** Longest time for all tests of a plugin, milliseconds. */
const longest = 5 * 60_000;
/** Most output that is kept, characters. */
const mostOutput = 200_000;

/** Runs a folder's own `*.test.ts` and `*.test.js` with Node's test runner, in a process of its own. */
export async function runOwnTests(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
  stop: AbortSignal,
): Promise<TestRun> {
  const files = (await readdir(folder)).filter((name) => /\.test\.[jt]s$/.test(name)).sort();
  if (files.length === 0) return { ok: false, files, output: "no *.test.ts or *.test.js\n" };
  // A program that is itself run by a test must not take this run for a part of it.
  const { NODE_TEST_CONTEXT: _, ...env } = environment;
  const args = [...conditions(process.execArgv), "--test", "--test-reporter=spec", ...files];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: longest,
    killSignal: "SIGKILL",
    signal: stop,
  });
  let output = "";
  const keep = (text: string): void => {
    output = (output + text).slice(-mostOutput);
  };
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", keep);
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", (error) => {
      keep(`${error.message}\n`);
      resolve(null);
    });
    child.once("close", resolve);
  });
  return { ok: code === 0, files, output };
}

/** The import conditions that this process was started with: the tests must load what it loads. */
function conditions(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    if (arg === "-C" || arg === "--conditions") return [arg, args[index + 1] ?? ""];
    return /^(-C.|--conditions=)/.test(arg) ? [arg] : [];
  });
}
