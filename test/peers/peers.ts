/**
 * The real Python packages and the Go program that these tests talk to, put in place by `scripts/setup.sh peers`.
 *
 *   const { code, out, err } = await runPython(t, "0.1.4", [script, …]);
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

/** Releases of cpex; 0.1.1 comes with mcp 1.x, 0.1.4 with mcp 2.x. */
export const cpexReleases = ["0.1.4", "0.1.1"] as const;
export type CpexRelease = (typeof cpexReleases)[number];

/** True under `make peers`; `make ci` runs each file's short form. */
export const fullForm = process.env.PEERS === "full";

const cache = fileURLToPath(new URL("../../.cache/peers/", import.meta.url));

/** Path of the interpreter that has this release. Throws a sentence that names the setup step when it is not there. */
export function pythonOf(release: CpexRelease): string {
  const path = `${cache}cpex-${release}/bin/python`;
  if (!existsSync(path)) throw new Error(`cpex ${release} is not installed: run scripts/setup.sh peers`);
  return path;
}

/** Path of the plugin server in Go (`test/peers/go-plugin`), which says what arguments it takes. Throws as `pythonOf`. */
export function goPlugin(): string {
  const path = `${cache}go-plugin/go-plugin`;
  if (!existsSync(path)) throw new Error("the plugin server in Go is not built: run scripts/setup.sh peers");
  return path;
}

/** Path of a `redis-server` of 6.2 or newer: REDIS_BIN, what is installed, or what the setup unpacked. Throws as `pythonOf`. */
export function redisServer(): string {
  const own = `${cache}redis/redis-server`;
  const named = process.env.REDIS_BIN;
  if (named !== undefined && named !== "") return named;
  if (existsSync(own)) return own;
  const onPath = (process.env.PATH ?? "").split(":").map((folder) => `${folder}/redis-server`);
  const found = onPath.find((path) => existsSync(path));
  if (found === undefined) throw new Error("there is no redis-server: run scripts/setup.sh peers");
  return found;
}

export type PythonOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Text for its standard input. */
  readonly input?: string;
};

/** Runs a Python program to its end; it is killed with the test. No variable of ours reaches it but PATH and `env`. */
export async function runPython(
  t: TestContext,
  release: CpexRelease,
  args: readonly string[],
  options: PythonOptions = {},
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = spawn(pythonOf(release), [...args], {
    cwd: options.cwd,
    stdio: ["pipe", "pipe", "pipe"],
    env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: "1", ...options.env },
  });
  t.after(() => child.kill("SIGKILL"));
  child.stdin.on("error", () => {}).end(options.input ?? "");
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  return { code, out, err };
}
