import { limitExchanges } from "../../extproc/exchange/limit.ts";
import type { StreamAcceptor, Transport } from "../../extproc/transport/transport.ts";
import { loadTransport } from "../../extproc/transport/transports.ts";
import { createGenerations, type Generations, type ReloadObserver } from "../../generations/generations.ts";
import { createDecisionHistory } from "../../management/decisions/history.ts";
import { createDecisionStreams } from "../../management/decisions/streams.ts";
import { type ManagementServer, startManagement } from "../../management/server.ts";
import type { AdapterSettings } from "../../settings/adapter.ts";
import { type Address, addressText, readAddress } from "../../settings/address.ts";
import { createLog, type Log } from "../../telemetry/log.ts";
import { createMetrics, type Metrics } from "../../telemetry/metrics.ts";
import { createAuditTrail } from "../audit-trail.ts";
import { bindExchanges } from "../bind-exchanges.ts";
import type { CommandContext } from "../command.ts";
import { type ConfigSource, createConfigSource, loadGeneration, startAdapter } from "../config-source.ts";
import { findingText, printRefusal } from "../findings.ts";
import { onHangup } from "../hangup.ts";
import { type AdapterReading, type AdapterRequest, adapterSources } from "../load-adapter.ts";
import { managementSurface, type ProcessState } from "../management-surface.ts";
import { exchangeObserver, faultText, inspectionObserver, runObserver } from "../observers.ts";
import { openState } from "../open-state.ts";
import { watchStrayFaults } from "../stray-faults.ts";
import { transportOptions } from "../transport-options.ts";
import { watchConfig } from "../watch-config.ts";
import { settleMemory } from "./settle-memory.ts";
import { settleWhenIdle } from "./settle-when-idle.ts";
import { collectWhole } from "./whole-collections.ts";

type Adapter = Extract<AdapterReading, { ok: true }>;

/** Serves Envoy until it is asked to stop; resolves to the exit code. */
export async function runServe(
  flags: Omit<AdapterRequest, "environment">,
  context: CommandContext,
): Promise<number> {
  const request = { ...flags, environment: context.environment };
  const source = createConfigSource(request);
  const adapter = await source.read();
  for (const warning of adapter.warnings) context.err(`warning: ${findingText(warning)}\n`);
  if (!adapter.ok) return printRefusal(context, adapter.problems);
  for (const notice of adapter.notices) context.err(`notice: ${notice}\n`);
  return run(adapter, request, source, context);
}

async function run(
  adapter: Adapter,
  request: AdapterRequest,
  source: ConfigSource,
  context: CommandContext,
): Promise<number> {
  const { settings, enabled } = adapter;
  const metrics = createMetrics();
  const log = createLog(settings.telemetry.log_level, undefined, {
    settings: settings.telemetry.log,
    onDropped: metrics.logLineDropped,
  });
  const audit = await createAuditTrail(settings, metrics, log);
  const state = await openState(settings.state, metrics, log);
  const host = { log, states: state.states };
  const started = await startAdapter(adapter, host);
  if (!started.ok) {
    await state.store.close();
    return printRefusal(context, started.problems);
  }
  for (const warning of started.warnings) context.err(`warning: ${findingText(warning)}\n`);
  const history = createDecisionHistory(() => generations.current().parts.settings.management.decisions);
  const streams = createDecisionStreams(history, {
    open: metrics.decisionStreams,
    dropped: metrics.decisionStreamDropped,
  });
  const generations: Generations = createGenerations(started.parts, {
    load: () => loadGeneration(source, host),
    log,
    correlation: state.correlation,
    inspection: audit.observe(inspectionObserver(metrics, log, history)),
    observe: runObserver(metrics, history),
    reloads: audit.watch(reloadObserver(metrics, log)),
  });
  metrics.watchPlugins(generations);

  const exchanges = exchangeObserver(metrics, log);
  const bound = audit.guard(bindExchanges(generations, exchanges), () => exchanges.failed("audit"));
  const limited = limitExchanges(settings.limits.max_exchanges, bound, () => exchanges.failed("too_many"));
  const idle = settleWhenIdle();
  const accept: StreamAcceptor = (stream) => {
    idle.began();
    return limited(stream);
  };
  const fault = (error: unknown) => log.error({ fault: faultText(error) }, "exchange failed");
  const ends: (() => void)[] = [
    idle.stop,
    watchStrayFaults((error) =>
      log.error({ fault: faultText(error) }, "a plugin left an error uncaught; serving goes on"),
    ),
  ];
  const life: ProcessState = { phase: "starting" };
  let management: ManagementServer | undefined;
  try {
    const createTransport = await loadTransport(settings.listen.transport);
    const transport = createTransport(await transportOptions(settings), accept, fault);
    await audit.open();
    const surface = managementSurface(
      generations,
      metrics,
      { history, streams },
      life,
      audit.refusing,
      () => state.store.status().problem,
    );
    management = await startManagement(managementAddress(settings), surface);
    collectWhole();
    settleMemory();
    const address = await transport.start();
    transport.setServing(true);
    life.phase = "serving";
    const addresses = { listen: addressText(address), management: addressText(management.address) };
    const running = started.parts.instances.length;
    log.info({ ...addresses, compat: settings.compat, plugins: running, enabled }, "serving");
    sayResetLimit(transport, log);
    ends.push(watchConfig(source, await adapterSources(request), settings.reload, generations));
    ends.push(onHangup(() => void generations.reload("signal")));
    // Their state is known from the start on, not only after the first interval. Never rejects.
    void generations.current().manager.checkHealth();
    await stopped(context.stop);
    generations.stopChanges();
    await stop(transport, generations.current().parts.settings.listen.drain_seconds, life, log);
    return 0;
  } catch (error) {
    context.err(`error: ${error instanceof Error ? error.message : "could not start"}\n`);
    return 1;
  } finally {
    // Only now: live exchanges had their plugins until the last frame.
    await generations.close();
    await state.store.close();
    await audit.close();
    await management?.close();
    for (const end of ends) end();
  }
}

/** Health first, so that Envoy turns elsewhere; then no new streams; live ones finish, the rest end with an error. */
async function stop(transport: Transport, drainSeconds: number, life: ProcessState, log: Log): Promise<void> {
  life.phase = "stopping";
  transport.setServing(false);
  log.info({ drain_seconds: drainSeconds }, "stopping");
  await transport.drain(drainSeconds * 1000);
  log.info({}, "stopped");
}

function managementAddress({ management }: AdapterSettings): Address {
  const reading = readAddress(management.address);
  if (!reading.ok) throw new Error(`management address: expected ${reading.expected}`);
  return reading.address;
}

function reloadObserver(metrics: Metrics, log: Log): ReloadObserver {
  return {
    took({ number, parts: { enabled, entries, settings } }) {
      metrics.generationTaken(number, {
        plugins: entries.map(({ name }) => name),
        violationCodes: settings.management.violation_codes,
      });
      metrics.pluginsEnabled(enabled);
      if (!enabled) log.warn({}, "PLUGINS_ENABLED=false: every message passes uninspected");
    },
    switchedOn() {},
    reloaded: metrics.reloaded,
    live: metrics.generationsLive,
  };
}

function sayResetLimit(transport: Transport, log: Log): void {
  if (transport.resetLimitRaised) return;
  log.warn(
    { node: process.version },
    "this Node closes the connection after about 1000 stream resets: set Envoy's runtime key " +
      "envoy.reloadable_features.ext_proc_graceful_grpc_close, or run Node 22.15 or newer",
  );
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
