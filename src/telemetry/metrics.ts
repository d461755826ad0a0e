import { Counter, Gauge, Registry } from "prom-client";
import type { ExecutionRecord, PluginManager } from "../framework/index.ts";
import type { StateStatus } from "../state/store.ts";
import { type MetricRow, metricTable as table } from "./metric-table.ts";
import { createPluginSeries } from "./plugin-series.ts";
import { type OptionsOf, registerState } from "./state-series.ts";

/** What is read of the plugins whenever the metrics are asked for. */
export type PluginReadings = Pick<PluginManager, "plugins" | "stats">;

/** What of a configuration decides what is counted. */
export interface CountedConfig {
  /** Names of the plugins. */
  readonly plugins: readonly string[];
  /** Most violation codes, and most classes of errors, that are told of one plugin by name. */
  readonly violationCodes: number;
}

/** What the process counts; see `metricTable`. */
export interface Metrics {
  exchangeOpened(): void;
  exchangeClosed(): void;
  /** `reason` is a fixed word. */
  exchangeFailed(reason: string): void;
  decided(verdict: string, action: string): void;
  executed(record: ExecutionRecord): void;
  pluginsEnabled(enabled: boolean): void;
  /** A processing mode that keeps something from the adapter was seen. */
  modeUnfit(side: string): void;
  /** The configuration was read again. */
  reloaded(result: "success" | "refused"): void;
  /** A generation of the configuration is at work from now on; what was counted of plugins that it has not is dropped. */
  generationTaken(number: number, config: CountedConfig): void;
  /** Generations whose plugins run. */
  generationsLive(count: number): void;
  auditWritten(records: number): void;
  /** Records of the audit that will never be written. */
  auditLost(records: number): void;
  auditFailing(failing: boolean): void;
  /** A log line was left out: too many a second. */
  logLineDropped(): void;
  /** So many clients get decisions as a stream. */
  decisionStreams(open: number): void;
  decisionStreamDropped(): void;
  /** From now on the store of the state is told too. */
  watchState(status: () => StateStatus): void;
  /** The store held something under one of our keys that is none of ours. */
  stateUnreadable(): void;
  /** From now on these plugins' state is told too. */
  watchPlugins(plugins: PluginReadings): void;
  /** Prometheus text exposition format. */
  text(): Promise<string>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const optionsOf: OptionsOf = ({ name, help, labels }) => ({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
  });
  const counter = (row: MetricRow) => new Counter(optionsOf(row));
  const gauge = (row: MetricRow) => new Gauge(optionsOf(row));
  const opened = counter(table.exchanges);
  const live = gauge(table.live);
  const failed = counter(table.failures);
  const decisions = counter(table.decisions);
  const unfit = counter(table.unfit);
  const enabledGauge = gauge(table.enabled);
  const reloads = counter(table.reloads);
  const generation = gauge(table.generation);
  const generationsLive = gauge(table.generationsLive);
  const reloadedAt = gauge(table.reloadedAt);
  const logDropped = counter(table.logDropped);
  const auditWritten = counter(table.auditWritten);
  const auditLost = counter(table.auditLost);
  const auditFailing = gauge(table.auditFailing);
  const streams = gauge(table.decisionStreams);
  const streamsDropped = counter(table.decisionStreamsDropped);
  const series = createPluginSeries();
  const state = registerState(optionsOf);
  let mostCodes = 0;
  let watched: PluginReadings | undefined;
  registerReadings(() => watched, optionsOf);
  return {
    exchangeOpened() {
      opened.inc();
      live.inc();
    },
    exchangeClosed: () => live.dec(),
    exchangeFailed: (reason) => failed.inc({ reason }),
    decided: (verdict, action) => decisions.inc({ verdict, action }),
    executed: (record) => series.record(record, mostCodes),
    pluginsEnabled: (enabled) => enabledGauge.set(enabled ? 1 : 0),
    modeUnfit: (side) => unfit.inc({ side }),
    reloaded(result) {
      reloads.inc({ result });
      if (result === "success") reloadedAt.setToCurrentTime();
    },
    generationTaken(number, { plugins, violationCodes }) {
      generation.set(number);
      mostCodes = violationCodes;
      series.keepOnly(new Set(plugins));
      if (number === 1) reloadedAt.setToCurrentTime();
    },
    generationsLive: (count) => generationsLive.set(count),
    decisionStreams: (open) => streams.set(open),
    decisionStreamDropped: () => streamsDropped.inc(),
    logLineDropped: () => logDropped.inc(),
    auditWritten: (records) => auditWritten.inc(records),
    auditLost: (records) => auditLost.inc(records),
    auditFailing: (failing) => auditFailing.set(failing ? 1 : 0),
    watchState: state.watch,
    stateUnreadable: state.unreadable,
    watchPlugins(plugins) {
      watched = plugins;
    },
    async text() {
      // Exchanges of an earlier configuration may still run plugins that the present one no longer has.
      if (watched !== undefined) series.keepOnly(new Set(watched.plugins().map(({ name }) => name)));
      return (await registry.metrics()) + series.text();
    },
  };
}

/** Metrics that are read from the plugins when somebody asks, not counted as it happens. */
function registerReadings(watched: () => PluginReadings | undefined, optionsOf: OptionsOf): void {
  const stats = () => watched()?.stats();
  const gauge = (row: MetricRow, read: () => number | undefined) =>
    new Gauge({
      ...optionsOf(row),
      collect() {
        this.set(read() ?? 0);
      },
    });
  const counter = (row: MetricRow, read: () => number | undefined) =>
    new Counter({
      ...optionsOf(row),
      collect() {
        this.reset();
        this.inc(read() ?? 0);
      },
    });
  gauge(table.contexts, () => stats()?.contexts_active);
  counter(table.contextsCleaned, () => stats()?.contexts_cleaned_total);
  gauge(table.memory, () => process.memoryUsage.rss());
  gauge(table.background, () => stats()?.background_in_flight);
  counter(table.backgroundDropped, () => stats()?.background_dropped_total);
  new Gauge({
    ...optionsOf(table.healthy),
    collect() {
      this.reset();
      for (const { name, health } of watched()?.plugins() ?? [])
        if (health.status !== "unknown") this.set({ plugin: name }, health.status === "healthy" ? 1 : 0);
    },
  });
  new Counter({
    ...optionsOf(table.pluginCounts),
    collect() {
      this.reset();
      for (const { name, counts } of watched()?.plugins() ?? [])
        for (const [count, value] of Object.entries(counts ?? {})) this.inc({ plugin: name, count }, value);
    },
  });
  new Gauge({
    ...optionsOf(table.switchedOff),
    collect() {
      this.reset();
      for (const { name, status } of watched()?.plugins() ?? [])
        if (status !== "disabled") this.set({ plugin: name }, status === "switched_off" ? 1 : 0);
    },
  });
}
