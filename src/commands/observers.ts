import type { ExchangeObserver } from "../extproc/exchange/exchange.ts";
import { errorClass } from "../framework/error-class.ts";
import type { PluginManagerOptions } from "../framework/index.ts";
import type { InspectionObserver } from "../inspection/exchange-state.ts";
import type { DecisionHistory } from "../management/decisions/history.ts";
import type { Log } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";

type RunObserver = NonNullable<PluginManagerOptions["observe"]>;

/**
 * Counts what is decided about messages, and keeps it for a while; whatever is no plain allow is one log line. No
 * payload reaches metrics or log.
 */
export function inspectionObserver(
  metrics: Metrics,
  log: Log,
  history: Pick<DecisionHistory, "decided">,
): InspectionObserver {
  return {
    decided(decision, source) {
      const { context } = source;
      metrics.decided(decision.verdict, decision.action);
      history.decided(decision, source);
      if (decision.action !== "allowed") log.info({ exchange: context.request_id, ...decision }, "decision");
    },
    faulted: (error) => log.error({ fault: faultText(error) }, "inspection failed; the message was denied"),
    unfit(side) {
      metrics.modeUnfit(side);
      log.warn(
        { side },
        "the gateway's processing mode keeps bodies from the adapter; the exchange was refused",
      );
    },
  };
}

/** Counts the runs of plugins. Those in the background have no message's decision that they could be told with. */
export function runObserver(
  metrics: Metrics,
  history: Pick<DecisionHistory, "ranInBackground">,
): RunObserver {
  return (record, context) => {
    metrics.executed(record);
    if (record.mode === "fire_and_forget") history.ranInBackground(record, context);
  };
}

/** Counts exchanges, and those that end with an error. */
export function exchangeObserver(metrics: Metrics, log: Log): ExchangeObserver {
  return {
    opened: () => metrics.exchangeOpened(),
    closed: () => metrics.exchangeClosed(),
    failed(reason) {
      metrics.exchangeFailed(reason);
      log.debug({ reason }, "exchange ended with an error");
    },
  };
}

/** Class and place of a fault; its message might quote a payload. */
export function faultText(error: unknown): string {
  const { name = "", message = "", stack = "" } = error instanceof Error ? error : {};
  // A message of several lines could hold what looks like a frame.
  const head = message === "" ? name : `${name}: ${message}`;
  const frames = stack.startsWith(`${head}\n`) ? stack.slice(head.length).split("\n").slice(1, 5) : [];
  return [errorClass(error), ...frames.map((frame) => frame.trim())].join(" ");
}
