/** Where figures were made. */
import { execFileSync } from "node:child_process";
import os from "node:os";
import { envoyBinary } from "../../integration/parts/envoy.ts";

export function describeMachine(root: string): Readonly<Record<string, string>> {
  const [cpu] = os.cpus();
  const run = (file: string, ...args: string[]) =>
    execFileSync(file, args, { encoding: "utf8", cwd: root }).trim();
  return {
    date: new Date().toISOString().slice(0, 10),
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
