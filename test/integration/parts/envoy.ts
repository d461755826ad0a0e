/**
 * Real Envoy for a test: ports chosen by the system, log and access log in a folder of its own, ended by process id.
 *
 *   const envoy = await startTestEnvoy({ variant: "static", adapter: adapter.address, upstream: { host: "127.0.0.1", port } });
 *   await exchange(envoy.port, { body });
 *   await envoy.accessLog(1)         // JSON lines, waits until there are that many
 *   await envoy.stat("http.mcp.ext_proc.streams_started")
 *   await envoy.close();
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { findEnvoy } from "../../../src/commands/demo/envoy-binary.ts";
import { type EnvoyProcess, startEnvoy } from "../../../src/commands/demo/envoy-process.ts";
import { type EnvoyOptions, envoyOptions } from "../../../src/envoy-config/options.ts";
import type { PlainObject } from "../../../src/envoy-config/plain.ts";
import { renderEnvoyConfig } from "../../../src/envoy-config/render.ts";

export type TestEnvoy = Pick<EnvoyProcess, "pid" | "port" | "adminPort"> & {
  readonly directory: string;
  log(): string;
  /** Entries so far; waits up to five seconds for `count`. Envoy writes one when an exchange is over. */
  accessLog(count?: number): Promise<readonly Record<string, unknown>[]>;
  /** A counter or gauge of the admin interface; 0 when it does not exist. */
  stat(name: string): Promise<number>;
  close(): Promise<void>;
};

/** Path of the Envoy binary; throws with the ways to get one. */
export function envoyBinary(): string {
  const found = findEnvoy();
  if (!found.ok) throw new Error(found.message);
  return found.path;
}

/** @param change last word on the rendered configuration, for what no option covers */
export async function startTestEnvoy(
  options: Partial<EnvoyOptions>,
  change: (config: PlainObject) => PlainObject = (config) => config,
): Promise<TestEnvoy> {
  const directory = mkdtempSync(join(tmpdir(), "plugins-adapter-envoy-"));
  const accessLogPath = join(directory, "access.jsonl");
  const config = renderEnvoyConfig(
    envoyOptions({ listen: anyPort, admin: anyPort, accessLogPath, ...options }),
  );
  const running = await startEnvoy({
    binary: envoyBinary(),
    config: change(config),
    directory,
    // the access log is written every ten seconds otherwise
    args: ["--file-flush-interval-msec", "50"],
  }).catch((error: unknown) => {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  });
  const entries = () =>
    text(accessLogPath)
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    pid: running.pid,
    port: running.port,
    adminPort: running.adminPort,
    directory,
    log: () => text(running.logPath),
    async accessLog(count = 0) {
      for (const deadline = Date.now() + 5000; entries().length < count && Date.now() < deadline; ) {
        await wait(20);
      }
      return entries();
    },
    async stat(name) {
      const answer = await fetch(
        `http://127.0.0.1:${running.adminPort}/stats?format=json&filter=^${encodeURIComponent(name)}$`,
      );
      const { stats } = (await answer.json()) as { stats: { value?: number }[] };
      return stats[0]?.value ?? 0;
    },
    async close() {
      await running.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The same Envoy with no adapter in the path: what a measurement compares with. */
export function withoutAdapter(config: PlainObject): PlainObject {
  const copy = structuredClone(config) as { static_resources: { listeners: Listener[] } };
  for (const listener of copy.static_resources.listeners) {
    for (const { typed_config } of listener.filter_chains.flatMap((chain) => chain.filters)) {
      typed_config.http_filters = typed_config.http_filters.filter(
        ({ name }) => name !== "envoy.filters.http.ext_proc",
      );
    }
  }
  return copy as unknown as PlainObject;
}

type Listener = { filter_chains: { filters: { typed_config: { http_filters: { name: string }[] } }[] }[] };

const anyPort = { host: "127.0.0.1", port: 0 };

function text(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
