import { parseArgs } from "node:util";
import { createExchange } from "../extproc/exchange/exchange.ts";
import { limitExchanges } from "../extproc/exchange/limit.ts";
import { createGrpcTransport } from "../extproc/transport/grpc-js.ts";
import type { Transport } from "../extproc/transport/transport.ts";
import type { PluginManager } from "../framework/index.ts";
import { createInspector } from "../inspection/inspector.ts";
import { pluginRoutes } from "../management/plugin-routes.ts";
import { processRoutes, readinessDetail } from "../management/process-routes.ts";
import { type ManagementServer, startManagement } from "../management/server.ts";
import { addressText, readAddress } from "../settings/address.ts";
import { createLog, type Log } from "../telemetry/log.ts";
import { createMetrics, type Metrics } from "../telemetry/metrics.ts";
import { type Command, type CommandContext, UsageError } from "./command.ts";
import { type Finding, findingText } from "./findings.ts";
import { type AdapterReading, readAdapter, startPlugins } from "./load-adapter.ts";
import { exchangeObserver, faultText, inspectionObserver } from "./observers.ts";
import { adapterFlags, adapterOptions, adapterUsage } from "./options.ts";
import { planWarnings } from "./plan-warnings.ts";
import { watchStrayFaults } from "./stray-faults.ts";
import { transportOptions } from "./transport-options.ts";

type Adapter = Extract<AdapterReading, { ok: true }>;

/** Serves Envoy until it is asked to stop. */
export const serve: Command = {
  name: "serve",
  summary: "serve Envoy's ext_proc filter",
  usage: `usage: plugins-adapter serve [options]

${adapterUsage}`,
  async run(args, context) {
    const adapter = await readAdapter({ ...adapterFlags(read(args)), environment: context.environment });
    for (const warning of adapter.warnings) context.err(`warning: ${findingText(warning)}\n`);
    if (!adapter.ok) return refuse(context, adapter.problems);
    for (const notice of adapter.notices) context.err(`notice: ${notice}\n`);
    return run(adapter, context);
  },
};

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: adapterOptions }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "bad arguments");
  }
}

function refuse(context: CommandContext, problems: readonly Finding[]): number {
  for (const problem of problems) context.err(`error: ${findingText(problem)}\n`);
  context.err(`not started: ${problems.length === 1 ? "1 problem" : `${problems.length} problems`}\n`);
  return 1;
}

async function run(adapter: Adapter, context: CommandContext): Promise<number> {
  const { settings, config, enabled } = adapter;
  const log = createLog(settings.telemetry.log_level);
  const metrics = createMetrics();
  metrics.pluginsEnabled(enabled);
  const plugins = await startPlugins(config, enabled, { log, observe: (record) => metrics.executed(record) });
  if (!plugins.ok) return refuse(context, plugins.problems);
  const { manager } = plugins;
  metrics.watchPlugins(manager);
  for (const warning of enabled ? planWarnings(config, plugins.instances) : [])
    context.err(`warning: ${findingText(warning)}\n`);

  const observer = inspectionObserver(metrics, log);
  const inspector = createInspector({ hooks: manager, settings, enabled, observer });
  const exchanges = exchangeObserver(metrics, log);
  const accept = limitExchanges(
    settings.limits.max_exchanges,
    (stream) => createExchange(stream, inspector, exchanges),
    () => exchanges.failed("too_many"),
  );
  const fault = (error: unknown) => log.error({ fault: faultText(error) }, "exchange failed");
  const unwatch = watchStrayFaults((error) =>
    log.error({ fault: faultText(error) }, "a plugin left an error uncaught; serving goes on"),
  );
  const state: State = { phase: "starting" };
  let management: ManagementServer | undefined;
  try {
    const transport = createGrpcTransport(await transportOptions(settings), accept, fault);
    management = await startManagementServer(adapter, { manager, metrics, state });
    const address = await transport.start();
    transport.setServing(true);
    state.phase = "serving";
    const addresses = { listen: addressText(address), management: addressText(management.address) };
    const running = plugins.instances.length;
    log.info({ ...addresses, compat: settings.compat, plugins: running, enabled }, "serving");
    sayWarnings(enabled, transport, log);
    // Their state is known from the start on, not only after the first interval. Never rejects.
    void manager.checkHealth();
    await stopped(context.stop);
    await stop(transport, settings.listen.drain_seconds, state, log);
    return 0;
  } catch (error) {
    context.err(`error: ${error instanceof Error ? error.message : "could not start"}\n`);
    return 1;
  } finally {
    // Only now: live exchanges had their plugins until the last frame.
    await manager.shutdown();
    await management?.close();
    unwatch();
  }
}

/** Health first, so that Envoy turns elsewhere; then no new streams; live ones finish, the rest end with an error. */
async function stop(transport: Transport, drainSeconds: number, state: State, log: Log): Promise<void> {
  state.phase = "stopping";
  transport.setServing(false);
  log.info({ drain_seconds: drainSeconds }, "stopping");
  await transport.drain(drainSeconds * 1000);
  log.info({}, "stopped");
}

/** Where the process is in its life. */
interface State {
  phase: "starting" | "serving" | "stopping";
}

interface Parts {
  readonly manager: PluginManager;
  readonly metrics: Metrics;
  readonly state: Readonly<State>;
}

async function startManagementServer(adapter: Adapter, parts: Parts): Promise<ManagementServer> {
  const { settings, config, enabled } = adapter;
  const { manager, metrics, state } = parts;
  const reading = readAddress(settings.management.address);
  if (!reading.ok) throw new Error(`management address: expected ${reading.expected}`);
  const routes = processRoutes({
    ready: () => state.phase === "serving",
    readinessDetail: () => readinessDetail(enabled, manager.plugins(), state.phase === "stopping"),
    metrics: () => (settings.telemetry.metrics ? metrics.text() : Promise.resolve(undefined)),
  });
  if (config.plugin_settings.enable_plugin_api) {
    const { plugins, stats, resetStats } = manager;
    routes.push(...pluginRoutes({ enabled, entries: config.plugins, plugins, stats, resetStats }));
  }
  return startManagement(reading.address, { routes, token: settings.management.token });
}

function sayWarnings(enabled: boolean, transport: Transport, log: Log): void {
  if (!enabled) log.warn({}, "PLUGINS_ENABLED=false: every message passes uninspected");
  if (!transport.resetLimitRaised) {
    log.warn(
      { node: process.version },
      "this Node closes the connection after about 1000 stream resets: set Envoy's runtime key " +
        "envoy.reloadable_features.ext_proc_graceful_grpc_close, or run Node 22.15 or newer",
    );
  }
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
