import { parseArgs } from "node:util";
import { createExchange } from "../extproc/exchange/exchange.ts";
import { limitExchanges } from "../extproc/exchange/limit.ts";
import { createGrpcTransport } from "../extproc/transport/grpc-js.ts";
import type { Transport } from "../extproc/transport/transport.ts";
import { createInspector } from "../inspection/inspector.ts";
import { type ManagementServer, startManagement } from "../management/server.ts";
import { addressText, readAddress } from "../settings/address.ts";
import { createLog, type Log } from "../telemetry/log.ts";
import { createMetrics, type Metrics } from "../telemetry/metrics.ts";
import { type Command, type CommandContext, UsageError } from "./command.ts";
import { type Finding, findingText } from "./findings.ts";
import { type AdapterReading, readAdapter, startPlugins } from "./load-adapter.ts";
import { adapterFlags, adapterOptions, adapterUsage } from "./options.ts";
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

  const inspector = createInspector({
    hooks: manager,
    settings,
    enabled,
    observer: {
      decided(decision, requestId) {
        metrics.decided(decision.verdict, decision.action);
        if (decision.action !== "allowed") log.info({ exchange: requestId, ...decision }, "decision");
      },
      faulted: (error) => log.error({ fault: faultText(error) }, "inspection failed; the message was denied"),
      unfit: (side) => metrics.modeUnfit(side),
    },
  });
  const exchanges = observer(metrics, log);
  const accept = limitExchanges(
    settings.limits.max_exchanges,
    (stream) => createExchange(stream, inspector, exchanges),
    () => exchanges.failed("too_many"),
  );
  const fault = (error: unknown) => log.error({ fault: faultText(error) }, "exchange failed");
  const transport = createGrpcTransport(await transportOptions(settings), accept, fault);
  const state: { stopping: boolean } = { stopping: false };
  let management: ManagementServer | undefined;
  try {
    management = await startManagementServer(adapter, metrics, state);
    const address = await transport.start();
    transport.setServing(true);
    log.info({ listen: addressText(address), plugins: manager.plugins().length, enabled }, "serving");
    sayWarnings(enabled, transport, log);
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
  }
}

/** Health first, so that Envoy turns elsewhere; then no new streams; live ones finish, the rest end with an error. */
async function stop(
  transport: Transport,
  drainSeconds: number,
  state: { stopping: boolean },
  log: Log,
): Promise<void> {
  state.stopping = true;
  transport.setServing(false);
  log.info({ drain_seconds: drainSeconds }, "stopping");
  await transport.drain(drainSeconds * 1000);
  log.info({}, "stopped");
}

async function startManagementServer(
  { settings, enabled }: Adapter,
  metrics: Metrics,
  state: { readonly stopping: boolean },
): Promise<ManagementServer> {
  const reading = readAddress(settings.management.address);
  if (!reading.ok) throw new Error(`management address: expected ${reading.expected}`);
  return startManagement(reading.address, {
    ready: () => !state.stopping,
    readinessDetail: () => ({
      plugins_enabled: enabled,
      ...(!enabled && { warning: "PLUGINS_ENABLED=false: all traffic passes uninspected" }),
      ...(state.stopping && { stopping: true }),
    }),
    metrics: () => (settings.telemetry.metrics ? metrics.text() : Promise.resolve(undefined)),
  });
}

function observer(metrics: Metrics, log: Log) {
  return {
    opened: () => metrics.exchangeOpened(),
    closed: () => metrics.exchangeClosed(),
    failed(reason: string) {
      metrics.exchangeFailed(reason);
      log.debug({ reason }, "exchange ended with an error");
    },
  };
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

/** Class and place of a fault; its message might quote a payload. */
function faultText(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return [
    error.name,
    ...(error.stack?.split("\n").filter((line) => line.trimStart().startsWith("at ")) ?? []).slice(0, 4),
  ].join(" ");
}
