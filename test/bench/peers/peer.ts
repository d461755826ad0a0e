/** Other ext_proc servers that the adapter is measured beside: a child process that prints its port as its first line. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { EnvoyOptions } from "../../../src/envoy-config/options.ts";

export type Peer = {
  readonly name: string;
  readonly address: { readonly kind: "tcp"; readonly host: string; readonly port: number };
  readonly pid: number;
  /** What it was built from: package and version. */
  readonly versions: Readonly<Record<string, string>>;
  close(): Promise<void>;
};

/**
 * The phases that every peer can answer, for `startTestEnvoy`: bodies in one piece both ways, as the reference adapter's
 * own manifest asks for.
 */
export const bufferedBothWays: Partial<EnvoyOptions> = {
  variant: "override",
  allowModeOverride: false,
};

const cache = fileURLToPath(new URL("../../../.cache/bench/", import.meta.url));

/** Path of what `scripts/setup.sh bench` made. Throws a sentence that names the step when it is not there. */
export function madeForBench(path: string): string {
  if (existsSync(cache + path)) return cache + path;
  throw new Error(`.cache/bench/${path} is not there: run scripts/setup.sh bench`);
}

/** Runs a program that prints one JSON object of versions and ends. */
export function versionsFrom(file: string, args: readonly string[]): Readonly<Record<string, string>> {
  return JSON.parse(execFileSync(file, args, { encoding: "utf8" })) as Record<string, string>;
}

export type PeerProgram = {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
  /** Runs when the process is gone, or did not start. */
  readonly after?: () => void;
};

/** Resolves when the program has printed its port; rejects with what it wrote to standard error when it ends first. */
export async function startPeer(program: PeerProgram): Promise<Peer> {
  const { name, versions, after } = program;
  const child = spawn(program.file, [...program.args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: "1" },
  });
  let tail = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    tail = (tail + text).slice(-8000);
  });
  const gone = new Promise<void>((resolve) => {
    child.once("error", () => resolve()).once("close", () => resolve());
  }).then(after);
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", (line) => resolve(Number(line)));
    gone.then(() => reject(new Error(`${name} did not start:\n${tail}`)), reject);
  });
  return {
    name,
    address: { kind: "tcp", host: "127.0.0.1", port },
    pid: child.pid ?? 0,
    versions,
    async close() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}
