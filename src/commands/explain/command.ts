import type { ExecutionRecord } from "../../framework/index.ts";
import { type DrivenExchange, driveExchange } from "../../testing/drive-exchange.ts";
import type { RecordedExchange } from "../../testing/recorded-exchange.ts";
import { readArguments } from "../arguments.ts";
import { type Command, type CommandContext, UsageError } from "../command.ts";
import { findingText } from "../findings.ts";
import { type AdapterReading, readAdapter, startPlugins } from "../load-adapter.ts";
import { faultText } from "../observers.ts";
import { adapterFlags, adapterOptions, adapterUsage } from "../options.ts";
import { quiet } from "../quiet-log.ts";
import { readInput } from "../read-input.ts";
import { explanationText } from "./as-text.ts";
import { diffLines } from "./diff.ts";
import { exchangeOf, explainedLegs, readHeaders } from "./message.ts";
import { type PluginRunReport, pluginRuns } from "./plugin-runs.ts";
import { readable } from "./readable.ts";

type Adapter = Extract<AdapterReading, { ok: true }>;

/** Takes one message through a configuration and tells what every plugin says of it. */
export const explain: Command = {
  name: "explain",
  summary: "run one message through a configuration and print what each plugin says",
  usage: `usage: plugins-adapter explain [options]

${adapterUsage}
  --file FILE          the message, as JSON or event stream text (default -, standard input)
  --leg LEG            where it travels: request, response or event (default request)
  --request FILE       the request that a response or event answers; without it, it is judged by its shape
  --header NAME:VALUE  a header of the message, may be given several times
  --json               print the result as JSON

The message is quoted in what is printed.
Exit code 0: it would pass, edited or not. 3: it would be denied. 1: it could not be tried.`,
  async run(args, context) {
    const values = read(args);
    const recorded = await readExchange(values, context);
    if (!recorded) return 1;
    const adapter = await readAdapter({ ...adapterFlags(values), environment: context.environment });
    for (const warning of adapter.warnings) context.err(`warning: ${findingText(warning)}\n`);
    if (!adapter.ok) {
      for (const problem of adapter.problems) context.err(`error: ${findingText(problem)}\n`);
      return 1;
    }
    return explainExchange(adapter, recorded, values.json === true, context);
  },
};

function read(args: readonly string[]) {
  const text = { type: "string" } as const;
  const options = {
    ...adapterOptions,
    file: text,
    leg: text,
    request: text,
    header: { type: "string", multiple: true },
    json: { type: "boolean" },
  } as const;
  return readArguments(args, { options }).values;
}

async function readExchange(
  values: ReturnType<typeof read>,
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
