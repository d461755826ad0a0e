/** `plugins-adapter demo`: a sample MCP server, the adapter and Envoy, then a tour with a real client. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Variant } from "../../envoy-config/modes.ts";
import { envoyOptions } from "../../envoy-config/options.ts";
import { renderEnvoyConfig } from "../../envoy-config/render.ts";
import { startAdapter } from "./adapter-process.ts";
import { demoConfig } from "./config.ts";
import { findEnvoy } from "./envoy-binary.ts";
import { startEnvoy } from "./envoy-process.ts";
import { type DemoPorts, portConflict } from "./ports.ts";
import { type SampleServer, startSampleServer } from "./sample-server.ts";
import { runTour } from "./tour.ts";
import { tryByHand } from "./try-by-hand.ts";

export type DemoOptions = {
  /** Path of the program that has the `serve` command: `process.argv[1]`. */
  readonly main: string;
  readonly ports: DemoPorts;
  readonly variant: Variant;
  /** A configuration of the user's own instead of the demo's. */
  readonly configPath?: string;
  /** End after the tour instead of staying up. */
  readonly once: boolean;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
  write(line: string): void;
};

/** Exit code: 0 when every step of the tour did what it says, 1 otherwise, 2 when something could not be started. */
export async function runDemo(options: DemoOptions): Promise<number> {
  const { ports, write } = options;
  const envoy = findEnvoy(options.env);
  if (!envoy.ok) {
    write(envoy.message);
    return 2;
  }
  const conflict = await portConflict(ports);
  if (conflict !== undefined) {
    write(conflict);
    return 2;
  }
  const directory = mkdtempSync(join(tmpdir(), "plugins-adapter-demo-"));
  const code = await present(options, envoy, directory);
  // after a failure the logs are what one wants to read
  if (code === 0) rmSync(directory, { recursive: true, force: true });
  return code;
}

async function present(
  options: DemoOptions,
  envoy: { readonly path: string; readonly version: string },
  directory: string,
): Promise<number> {
  const { ports, signal, write } = options;
  const running: { close(): Promise<void> }[] = [];
  try {
    const configPath = options.configPath ?? join(directory, "config.yaml");
    if (options.configPath === undefined) writeFileSync(configPath, demoConfig);

    const server = await startSampleServer({ port: ports.server });
    running.push(server);
    write(`sample MCP server   http://127.0.0.1:${ports.server}/mcp`);
    if (signal.aborted) return 1;
    const adapter = await startAdapter({
      main: options.main,
      configPath,
      port: ports.adapter,
      managementPort: ports.management,
      logPath: join(directory, "adapter.log"),
    });
    running.push(adapter);
    write(`adapter             127.0.0.1:${ports.adapter}, management http://127.0.0.1:${ports.management}`);
    if (signal.aborted) return 1;
    const proxy = await startEnvoy({
      binary: envoy.path,
      directory,
      config: renderEnvoyConfig(
        envoyOptions({
          variant: options.variant,
          listen: { host: "127.0.0.1", port: ports.envoy },
          admin: { host: "127.0.0.1", port: ports.admin },
          adapter: { kind: "tcp", host: "127.0.0.1", port: ports.adapter },
          upstream: { host: "127.0.0.1", port: ports.server },
          accessLogPath: join(directory, "access.jsonl"),
        }),
      ),
    });
    running.push(proxy);
    const url = `http://127.0.0.1:${ports.envoy}/mcp`;
    write(`Envoy ${envoy.version}        ${url}, admin http://127.0.0.1:${ports.admin}`);
    write(`configuration       ${configPath}`);
    write(`logs                ${directory}`);

    const failed = await tour(options, url, server.calls);
    if (options.once || signal.aborted) return failed === 0 ? 0 : 1;

    for (const line of tryByHand(url, options.configPath === undefined)) write(line);
    const ended = await Promise.race([
      aborted(signal),
      adapter.exited.then(() => "The adapter ended."),
      proxy.exited.then(() => "Envoy ended."),
    ]);
    // Ctrl-C reaches the children too, and one of them may be faster than our own signal handler
    if (ended !== undefined) await Promise.race([aborted(signal), wait(500)]);
    if (ended !== undefined && !signal.aborted) {
      write(ended);
      return 1;
    }
    return failed === 0 ? 0 : 1;
  } catch (error) {
    if (signal.aborted) return 1;
    write(error instanceof Error ? error.message : String(error));
    return 2;
  } finally {
    // Envoy first: it must not find the adapter gone while it still takes requests
    for (const part of running.reverse()) await part.close();
  }
}

/** The tour shows what the demo's own plugins do, so it is left out where a user brings others. Resolves to failed steps. */
async function tour(options: DemoOptions, url: string, calls: SampleServer["calls"]): Promise<number> {
  if (options.configPath !== undefined) return 0;
  const { passed, failed } = await runTour({ url, calls, write: options.write });
  options.write(`\n${passed} of ${passed + failed} steps did what they say.`);
  return failed;
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}
