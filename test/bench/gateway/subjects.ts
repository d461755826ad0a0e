/** What is measured: a row for each, all with an Envoy of their own before the same upstream. */
import { execFileSync } from "node:child_process";
import type { Variant } from "../../../src/envoy-config/modes.ts";
import type { EnvoyOptions } from "../../../src/envoy-config/options.ts";
import { startAdapter } from "../../integration/parts/adapter.ts";
import { startTestEnvoy, withoutAdapter } from "../../integration/parts/envoy.ts";

import { startGoNoop } from "../peers/go-noop.ts";
import { bufferedBothWays, type Peer } from "../peers/peer.ts";
import { startPythonStack } from "../peers/python-stack.ts";
import type { Upstream } from "./programs.ts";

/** Names for `--only`. */
export const subjectNames = ["alone", "static", "override", "lean", "go", "python", "python-logs"] as const;
export type SubjectName = (typeof subjectNames)[number];

export type Subject = {
  readonly title: string;
  /** Whether it reads MCP and so denies and masks what the plugins say. */
  readonly inspects: boolean;
  start(place: Place): Promise<Started>;
};

export type Place = {
  readonly upstream: Upstream;
  /** A configuration of the adapter. */
  readonly config: string;
  /** Of the adapter, up to the command word. */
  readonly program: readonly string[];
};

export type Started = {
  readonly port: number;
  /** Process ids by role: `envoy`, `adapter`. */
  readonly processes: Readonly<Record<string, number>>;
  readonly versions: Readonly<Record<string, string>>;
  close(): Promise<void>;
};

/** Another subject is one more line here, one more name above, and cells in matrix.ts. */
export const subjects: Readonly<Record<SubjectName, Subject>> = {
  alone: { title: "Envoy alone", inspects: false, start: startAlone },
  static: adapter("adapter, static", "static"),
  override: adapter("adapter, override", "override"),
  lean: adapter("adapter, static, lean transport", "static", ["--transport", "lean"]),
  go: peer("Go no-op", startGoNoop),
  python: peer("Python stack", () => startPythonStack({ plugins: 1 })),
  "python-logs": peer("Python stack, logging", () => startPythonStack({ plugins: 1, logs: true })),
};

function adapter(title: string, variant: Variant, args: readonly string[] = []): Subject {
  return {
    title,
    inspects: true,
    async start({ upstream, config, program }) {
      const process = await startAdapter({ program, config, args });
      return behindEnvoy({ ...before(upstream), variant, adapter: process.address }, process);
    },
  };
}

/** Behind the phases that peers know: headers and whole bodies both ways, with no override. */
function peer(title: string, start: () => Promise<Peer>): Subject {
  return {
    title,
    inspects: false,
    async start({ upstream }) {
      const process = await start();
      return behindEnvoy({ ...before(upstream), ...bufferedBothWays, adapter: process.address }, process);
    },
  };
}

async function startAlone({ upstream }: Place): Promise<Started> {
  const envoy = await startTestEnvoy(before(upstream), withoutAdapter);
  return { port: envoy.port, processes: { envoy: envoy.pid }, versions: {}, close: () => envoy.close() };
}

type Process = Pick<Peer, "pid" | "close"> & Partial<Pick<Peer, "versions">>;

async function behindEnvoy(options: Partial<EnvoyOptions>, process: Process): Promise<Started> {
  const envoy = await startTestEnvoy(options).catch(async (error: unknown) => {
    await process.close();
    throw error;
  });
  return {
    port: envoy.port,
    processes: { envoy: envoy.pid, adapter: process.pid },
    versions: process.versions ?? {},
    async close() {
      await envoy.close();
      await process.close();
    },
  };
}

function before(upstream: Upstream) {
  return { upstream: { host: "127.0.0.1", port: upstream.port }, accessLogPath: null };
}

/** Binds all threads of a process to one core. */
export function pin(pid: number, core: number): void {
  execFileSync("taskset", ["-acp", String(core), String(pid)], { stdio: "ignore" });
}
