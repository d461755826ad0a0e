import type { ExecutionRecord } from "../../framework/index.ts";
import { type DrivenExchange, driveExchange } from "../../testing/drive-exchange.ts";
import type { RecordedExchange } from "../../testing/recorded-exchange.ts";
import { type CommandContext, UsageError } from "../command.ts";
import { findingText } from "../findings.ts";
import { type AdapterReading, readAdapter, startPlugins } from "../load-adapter.ts";
import { faultText } from "../observers.ts";
import { adapterFlags } from "../options.ts";
import { quiet } from "../quiet-log.ts";
import { readInput } from "../read-input.ts";
import { explanationText } from "./as-text.ts";
import type { ExplainValues } from "./command.ts";
import { diffLines } from "./diff.ts";
import { exchangeOf, explainedLegs, readHeaders } from "./message.ts";
import { type PluginRunReport, pluginRuns } from "./plugin-runs.ts";
import { readable } from "./readable.ts";

type Adapter = Extract<AdapterReading, { ok: true }>;

/** Takes one message through a configuration and tells what every plugin says of it; resolves to the exit code. */
export async function runExplain(values: ExplainValues, context: CommandContext): Promise<number> {
  const recorded = await readExchange(values, context);
  if (!recorded) return 1;
  const adapter = await readAdapter({ ...adapterFlags(values), environment: context.environment });
  for (const warning of adapter.warnings) context.err(`warning: ${findingText(warning)}\n`);
  if (!adapter.ok) {
    for (const problem of adapter.problems) context.err(`error: ${findingText(problem)}\n`);
    return 1;
  }
  return explainExchange(adapter, recorded, values.json === true, context);
}

async function readExchange(
  values: ExplainValues,
  context: CommandContext,
): Promise<RecordedExchange | undefined> {
  const leg = explainedLegs.find((each) => each === (values.leg ?? "request"));
  if (!leg) throw new UsageError(`--leg takes ${explainedLegs.join(", ")}, not "${values.leg}"`);
  if (leg === "request" && values.request !== undefined) {
    throw new UsageError("--request goes with --leg response and event");
  }
  const headers = readHeaders(values.header ?? []);
  if (!headers) throw new UsageError("--header takes NAME:VALUE");
  const message = await readInput(values.file ?? "-");
  const request = values.request === undefined ? undefined : await readInput(values.request);
  for (const input of [message, request]) {
    if (input && !input.ok) context.err(`error: ${input.problem}\n`);
  }
  if (!message.ok || (request && !request.ok)) return undefined;
  return exchangeOf(leg, message.text, headers, request?.text);
}

async function explainExchange(
  { config, settings, enabled }: Adapter,
  recorded: RecordedExchange,
  json: boolean,
  context: CommandContext,
): Promise<number> {
  const background: ExecutionRecord[] = [];
  const started = await startPlugins(config, enabled, {
    log: quiet,
    observe: (record) => {
      if (record.mode === "fire_and_forget") background.push(record);
    },
  });
  if (!started.ok) {
    for (const problem of started.problems) context.err(`error: ${findingText(problem)}\n`);
    return 1;
  }
  const { manager, instances } = started;
  let exchange: DrivenExchange;
  try {
    exchange = await driveExchange({ hooks: manager, settings, enabled }, recorded);
  } finally {
    // Waits for the plugins that nobody waited for.
    await manager.shutdown();
  }
  const plugins = pluginRuns(exchange.hooks, instances, config.plugin_settings, background);
  if (!enabled) context.err("warning: PLUGINS_ENABLED=false: no plugin runs, everything passes\n");
  for (const fault of exchange.faults) context.err(`error: ${faultText(fault)}\n`);
  context.out(
    json ? `${JSON.stringify(asJson(exchange, plugins), null, 2)}\n` : explanationText(exchange, plugins),
  );
  if (exchange.faults.length > 0) return 1;
  return isDenied(exchange) ? 3 : 0;
}

function isDenied({ request, response }: DrivenExchange): boolean {
  return request?.action === "denied" || response?.action === "denied";
}

function asJson(exchange: DrivenExchange, plugins: readonly PluginRunReport[]): object {
  const { request, response, server, client } = exchange;
  const leg = (side: DrivenExchange["request"], sent: DrivenExchange["server"]) =>
    side && {
      action: side.action,
      decisions: side.decisions,
      diff: side.action === "modified" && sent ? diffLines(readable(side.original), readable(sent.body)) : [],
    };
  return {
    denied: isDenied(exchange),
    request: leg(request, server) ?? null,
    response: leg(response, client) ?? null,
    plugins: plugins.map(({ record, ...about }) => ({
      ...about,
      ...(record && {
        verdict: record.verdict,
        action: record.action,
        modified: record.modified,
        duration_ns: record.duration_ns,
        ...(record.violation && { violation: record.violation }),
      }),
    })),
    server: server ?? null,
    client: client ?? null,
  };
}
