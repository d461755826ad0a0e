import { createServer } from "node:http";
import { errorClass } from "../../framework/error-class.ts";
import { createHttpHandler } from "../../framework/external/server/http-handler.ts";
import { createMcpServer } from "../../framework/external/server/mcp-server.ts";
import { createPluginHost, type PluginHost } from "../../framework/external/server/plugin-host.ts";
import { serveStdio } from "../../framework/external/server/stdio.ts";
import { listen } from "../../management/listen.ts";
import { addressText, isLocal } from "../../settings/address.ts";
import { createLog, type Log } from "../../telemetry/log.ts";
import type { CommandContext } from "../command.ts";
import { findingText, printRefusal } from "../findings.ts";
import { type AdapterReading, readAdapter, startPlugins } from "../load-adapter.ts";
import { faultText } from "../observers.ts";
import { type OpenState, openState } from "../open-state.ts";
import { adapterFlags } from "../options.ts";
import { packageVersion } from "../package-version.ts";
import { watchStrayFaults } from "../stray-faults.ts";
import type { PluginsServeValues } from "./serve.ts";
import { readServeSettings, type ServeSettings } from "./serve-settings.ts";
import { takeStandardOutput } from "./standard-output.ts";

type Adapter = Extract<AdapterReading, { ok: true }>;

/** Serves plugins to others, ContextForge among them, until it is asked to stop; resolves to the exit code. */
export async function runPluginsServe(values: PluginsServeValues, context: CommandContext): Promise<number> {
  const path = context.environment["PLUGINS_CONFIG_PATH"];
  const config = values.config ?? (path ? [path] : undefined);
  // Its transport is the one to plugins' users, not the adapter's to Envoy.
  const { transport: _, ...options } = values;
  const request = { ...adapterFlags({ ...options, config }), environment: context.environment };
  const adapter = await readAdapter(request);
  for (const warning of adapter.warnings) {
    // This is what the section is for.
    if (!/^server_settings\b/.test(warning.key)) context.err(`warning: ${findingText(warning)}\n`);
  }
  if (!adapter.ok) return printRefusal(context, adapter.problems);
  for (const notice of adapter.notices) context.err(`notice: ${notice}\n`);
  if (!adapter.enabled) {
    context.err("error: PLUGINS_ENABLED=false: there is nothing to serve\n");
    return 1;
  }
  const terminal = process.stdin.isTTY === true;
  const reading = readServeSettings(values, adapter.config.document, context.environment, terminal);
  if (!reading.ok) return printRefusal(context, reading.problems);
  return run(adapter, reading.settings, values["expose-errors"] === true, context);
}

/** There is no `/metrics` here. */
const unwatched = { watchState() {}, stateUnreadable() {} };

async function run(
  { config, settings }: Adapter,
  how: ServeSettings,
  exposeErrors: boolean,
  context: CommandContext,
): Promise<number> {
  // Before any plugin is made: what it prints must not come between replies.
  const standardOutput = how.transport === "stdio" ? takeStandardOutput() : undefined;
  const log = createLog(settings.telemetry.log_level, undefined, { settings: settings.telemetry.log });
  const unwatch = watchStrayFaults((error) =>
    log.error({ fault: faultText(error) }, "a plugin left an error uncaught; serving goes on"),
  );
  let state: OpenState | undefined;
  try {
    state = await openState(settings.state, unwatched, log);
    const started = await startPlugins(config, true, { log, observe() {}, states: state.states });
    if (!started.ok) return printRefusal(context, started.problems);
    const { enable_plugin_api: _, ...limits } = config.plugin_settings;
    const host = createPluginHost({
      instances: started.instances,
      disabled: config.plugins.filter(({ mode }) => mode === "disabled"),
      hooks: started.hooks,
      settings: { ...limits, expose_plugin_errors: exposeErrors },
      log,
    });
    const drainMs = limits.plugin_timeout * 1000;
    try {
      if (how.transport === "http") await serveHttp(host, how, limits, log, context.stop);
      else if (standardOutput) {
        log.info({ transport: "stdio", plugins: started.instances.length }, "serving plugins");
        const { output } = standardOutput;
        const server = sessionOf(host, log);
        const drain = () => host.stop(drainMs);
        const maxMessageBytes = longestMessage(limits);
        await serveStdio({
          server,
          input: process.stdin,
          output,
          stop: context.stop,
          drain,
          maxMessageBytes,
        });
      }
    } finally {
      await started.manager.shutdown();
    }
    return 0;
  } catch (error) {
    context.err(`error: ${error instanceof Error ? error.message : "could not start"}\n`);
    return 1;
  } finally {
    await state?.store.close();
    unwatch();
    standardOutput?.release();
  }
}

async function serveHttp(
  host: PluginHost,
  { address, token }: Extract<ServeSettings, { transport: "http" }>,
  limits: Limits,
  log: Log,
  stop: AbortSignal,
): Promise<void> {
  const session = () => sessionOf(host, log);
  const localOnly = address.kind === "tcp" && isLocal(address);
  const maxBodyBytes = longestMessage(limits);
  const handler = createHttpHandler({ session, token, localOnly, limits: { maxBodyBytes } });
  const server = createServer((request, response) => handler.handle(request, response));
  server.headersTimeout = 10_000;
  server.requestTimeout = 60_000;
  server.maxConnections = 1024;
  await listen(server, address, { server: "plugin server", option: "--port or --uds" });
  const bound = server.address();
  const port = bound !== null && typeof bound === "object" ? bound.port : 0;
  const at = addressText(address.kind === "tcp" ? { ...address, port } : address);
  log.info({ transport: "http", address: at, path: "/mcp" }, "serving plugins");
  if (!isLocal(address) && token === undefined) {
    log.warn(
      { address: at },
      "anyone who reaches this address can call the plugins: set PLUGINS_SERVER_TOKEN",
    );
  }
  try {
    await new Promise<void>((resolve) => {
      if (stop.aborted) resolve();
      else stop.addEventListener("abort", () => resolve(), { once: true });
    });
    log.info({}, "stopping");
    await host.stop(limits.plugin_timeout * 1000);
  } finally {
    await handler.close();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      // Replies that were given a moment ago are on their way.
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 500).unref();
    });
  }
}

interface Limits {
  readonly plugin_timeout: number;
  readonly max_payload_bytes: number;
}

/** Escapes make a payload's text longer in JSON, and a context comes with it. */
function longestMessage({ max_payload_bytes }: Limits): number {
  return Math.max(4 * 1024 * 1024, 4 * max_payload_bytes);
}

function sessionOf(host: PluginHost, log: Log) {
  // The error's message may quote what could not be read.
  return createMcpServer(host, packageVersion(), (error) =>
    log.warn({ error: errorClass(error) }, "a client's message could not be read"),
  );
}
