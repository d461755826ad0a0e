/** The official conformance suite as a child process, its results read check by check. */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Check } from "./compare.ts";
import { installedFile } from "./installed.ts";

/** Releases and sets of scenarios: the frozen ones are what a revision of the protocol requires. */
export const suites = {
  "0.1.16": ["conformance-0.1", "--suite", "active"],
  "0.2 of 2025-11-25": ["conformance-0.2", "--requirements", "2025-11-25"],
  "0.2 of 2026-07-28": ["conformance-0.2", "--requirements", "2026-07-28"],
} as const;

export type SuiteName = keyof typeof suites;

/** Runs a suite against the server at a port. What passes and what fails is in the checks; throws where there are none. */
export async function runSuite(name: SuiteName, port: number): Promise<readonly Check[]> {
  const [release, ...args] = suites[name];
  return runForChecks(release, ["server", "--url", `http://127.0.0.1:${port}/mcp`, ...args]);
}

/** Runs a release with these arguments and reads what it wrote. */
export async function runForChecks(
  release: "conformance-0.1" | "conformance-0.2",
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<readonly Check[]> {
  const directory = mkdtempSync(join(tmpdir(), "plugins-adapter-conformance-"));
  try {
    const output = await run([installedFile(`${release}/dist/index.js`), ...args, "-o", directory], env);
    const checks = readdirSync(directory)
      .sort()
      .flatMap((folder) => {
        const text = readFileSync(join(directory, folder, "checks.json"), "utf8");
        const scenario = folder.replace(/^(?:server-)?(.+)-\d{4}-\d\d-\d\dT.*$/, "$1");
        return (JSON.parse(text) as Omit<Check, "scenario">[]).map((check) => ({ scenario, ...check }));
      });
    if (checks.length === 0) throw new Error(`The suite wrote no results:\n${output}`);
    return checks;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Both outputs; the exit code says only whether the server conforms, which is not the question here. */
function run(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    child.once("error", reject).once("close", () => resolve(output));
  });
}
