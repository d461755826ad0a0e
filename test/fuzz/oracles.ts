/** The readers of real servers and clients, as processes. `scripts/setup.sh fuzz` installs what they need. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FuzzCase } from "./generate/case.ts";
import { type CaseHead, frame, framesOf, type Reading } from "./oracles/frames.ts";

const here = fileURLToPath(new URL("./oracles/", import.meta.url));
const cache = fileURLToPath(new URL("../../.cache/", import.meta.url));

const starts = {
  ts1: [process.execPath, join(here, "ts1.ts")],
  ts2: [process.execPath, join(here, "ts2.mjs"), join(cache, "attack/npm")],
  py1: [join(cache, "peers/cpex-0.1.1/bin/python"), join(here, "python.py")],
  py2: [join(cache, "peers/cpex-0.1.4/bin/python"), join(here, "python.py")],
  gosdk: [join(cache, "fuzz/oracle"), "gosdk"],
  mcpgo: [join(cache, "fuzz/oracle"), "mcpgo"],
} as const satisfies Readonly<Record<string, readonly [program: string, ...rest: string[]]>>;

export type OracleName = keyof typeof starts;
export const oracleNames = Object.keys(starts) as OracleName[];

export type Oracle = {
  readonly name: OracleName;
  /** What it reads in bytes that are forwarded in a case's place. Rejects when the process ends. */
  read(one: FuzzCase, forwarded: Buffer, pieces: readonly number[]): Promise<readonly Reading[]>;
  close(): Promise<void>;
};

/** Longest time that a reader may take for a case, with those before it. */
const patienceMs = 60_000;

export function startOracle(name: OracleName): Oracle {
  const [program, ...rest] = starts[name];
  const child = spawn(program, rest, { stdio: ["pipe", "pipe", "pipe"] });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-5000);
  });
  child.stdin.on("error", () => {});
  const waiting: { resolve(read: Reading[]): void; reject(error: Error): void }[] = [];
  const closed = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      errors += error.message;
      resolve();
    });
    child.once("close", () => resolve());
  });
  let ended = false;
  void closed.then(() => {
    ended = true;
    for (const { reject } of waiting.splice(0)) reject(dead());
  });
  const dead = (): Error =>
    new Error(`The reader ${name} ended; \`scripts/setup.sh fuzz\` installs it.\n${errors}`);
  void take();
  async function take(): Promise<void> {
    try {
      for await (const text of framesOf(child.stdout))
        waiting.shift()?.resolve((JSON.parse(text.toString()) as { read: Reading[] }).read);
    } catch {
      // Its end is told by `close`.
    }
  }
  return {
    name,
    read(one, forwarded, pieces) {
      if (ended) return Promise.reject(dead());
      const leg = one.leg === "request" || one.leg === "json" ? one.leg : "events";
      const head: CaseHead = { leg, headers: one.headers, pieces };
      // A reader that hangs is a find of its own kind: the run ends with its name and the case.
      const late = setTimeout(() => {
        errors += `no answer to ${JSON.stringify(head)} ${JSON.stringify(forwarded.toString("latin1"))}`;
        child.kill("SIGKILL");
      }, patienceMs);
      child.stdin.write(frame(`${JSON.stringify(head)}\n`, forwarded));
      return new Promise<Reading[]>((resolve, reject) => waiting.push({ resolve, reject })).finally(() =>
        clearTimeout(late),
      );
    },
    async close() {
      child.kill("SIGKILL");
      await closed;
    },
  };
}
