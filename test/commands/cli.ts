/**
 * The command line as a user has it: a process of its own.
 *
 *   const done = await runCli(t, ["validate", "--config", configFile(t, "plugins: []\n")]);
 *   const serving = startCli(t, ["serve", …]); await serving.until("serving"); serving.signal("SIGTERM");
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const fromSource = [process.execPath, "-C", "plugins-adapter-source", join(root, "src/main.ts")];

export type CliOptions = {
  /** Program and first arguments; the adapter's sources when not given. */
  readonly program?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

export type Cli = {
  readonly pid: number;
  out(): string;
  err(): string;
  /** Resolves when either output holds the text; rejects with both when the process ends first. */
  until(text: string): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Exit code, `null` after a signal. */
  readonly exited: Promise<number | null>;
};

/** Starts a command; it is killed with the test. No variable that the adapter reads comes from outside. */
export function startCli(t: TestContext, args: readonly string[], options: CliOptions = {}): Cli {
  const [program, ...first] = options.program ?? fromSource;
  const child = spawn(program as string, [...first, ...args], {
    cwd: options.cwd ?? root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, ...options.env },
  });
  const texts = { out: "", err: "" };
  let changed = () => {};
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    texts.out += text;
    changed();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    texts.err += text;
    changed();
  });
  let gone = false;
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", (code) => {
      gone = true;
      resolve(code);
      changed();
    });
  });
  t.after(async () => {
    child.kill("SIGKILL");
    await exited;
  });
  return {
    pid: child.pid ?? 0,
    out: () => texts.out,
    err: () => texts.err,
    async until(text) {
      while (!`${texts.out}\n${texts.err}`.includes(text)) {
        if (gone) throw new Error(`ended without "${text}":\n${texts.out}${texts.err}`);
        await new Promise<void>((resolve) => {
          changed = resolve;
        });
      }
    },
    signal: (name) => void child.kill(name),
    exited,
  };
}

/** Runs a command to its end. */
export async function runCli(
  t: TestContext,
  args: readonly string[],
  options: CliOptions = {},
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const run = startCli(t, args, options);
  const code = await run.exited;
  return { code, out: run.out(), err: run.err() };
}

/** A folder that goes with the test. */
export function testFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-cli-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Path of a file with this text, in a folder that goes with the test. */
export function configFile(t: TestContext, text: string, name = "config.yaml"): string {
  const path = join(testFolder(t), name);
  writeFileSync(path, text);
  return path;
}
