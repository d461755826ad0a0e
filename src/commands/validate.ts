import { locationOf } from "../framework/config/located.ts";
import { inOrder } from "../framework/config/problem.ts";
import type { PluginInfo, PluginInstance } from "../framework/index.ts";
import { readArguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { type Finding, findingText } from "./findings.ts";
import { type AdapterReading, readAdapter, startPlugins } from "./load-adapter.ts";
import { adapterFlags, adapterOptions, adapterUsage } from "./options.ts";
import { type Plan, planOf, planText } from "./plan.ts";
import { disabledWarnings, planWarnings } from "./plan-warnings.ts";
import { transportOptions } from "./transport-options.ts";

type Adapter = Extract<AdapterReading, { ok: true }>;

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** Checks a configuration as `serve` would, starts its plugins once, and says what would run where. */
export const validate: Command = {
  name: "validate",
  summary: "check a configuration and print what would run",
  usage: `usage: plugins-adapter validate [options]

${adapterUsage}
  --json               print the result as JSON

Exit code 0: serve would start. 1: it would not; every problem is printed.`,
  async run(args, context) {
    const { json, ...values } = read(args);
    const request = { ...adapterFlags(values), environment: context.environment, checkAlways: true };
    const adapter = await readAdapter(request);
    const result = adapter.ok ? await tryOut(adapter) : refused(adapter);
    context.out(json ? `${JSON.stringify(asJson(result), null, 2)}\n` : asText(result));
    return result.problems.length === 0 ? 0 : 1;
  },
};

function read(args: readonly string[]) {
  return readArguments(args, { options: { ...adapterOptions, json: { type: "boolean" } } }).values;
}

interface Result {
  readonly notices: readonly string[];
  readonly warnings: readonly Finding[];
  readonly problems: readonly Finding[];
  /** In config order, disabled ones last; empty if there are problems. */
  readonly plugins: readonly PluginInfo[];
  /** Those that are not disabled. */
  readonly instances: readonly PluginInstance[];
  /** Absent if there are problems. */
  readonly plan?: Plan;
}

function refused({ problems, warnings }: Extract<AdapterReading, { ok: false }>): Result {
  return { notices: [], warnings, problems, plugins: [], instances: [] };
}

/** The last checks need plugins that run: whether they can be made and initialised, and which hooks they are on. */
async function tryOut({ config, settings, enabled, notices, files, ...read }: Adapter): Promise<Result> {
  const warnings = [...read.warnings, ...disabledWarnings(config)];
  const unreadable = await fileProblems(config, settings);
  const started = await startPlugins(config, true, { log: quiet, observe() {} });
  if (!started.ok || unreadable.length > 0) {
    if (started.ok) await started.manager.shutdown();
    const problems = [...unreadable, ...(started.ok ? [] : started.problems)];
    return { notices, warnings, problems, plugins: [], instances: [] };
  }
  const { instances, manager } = started;
  const plugins = manager.plugins();
  await manager.shutdown();
  warnings.push(...planWarnings(config, instances));
  if (!enabled) warnings.unshift(switchedOff);
  return {
    notices,
    warnings: inOrder(warnings, files),
    problems: [],
    plugins,
    instances,
    plan: planOf(instances, config.plugin_settings, settings),
  };
}

const switchedOff: Finding = {
  file: "the environment",
  line: 0,
  column: 0,
  key: "",
  message: "PLUGINS_ENABLED=false: no plugin would run, and all traffic would pass uninspected",
};

/** TLS files that `serve` could not read. */
async function fileProblems(
  { document }: Adapter["config"],
  settings: Adapter["settings"],
): Promise<Finding[]> {
  try {
    await transportOptions(settings);
    return [];
  } catch (error) {
    const message = error instanceof Error ? error.message : "can't be used";
    return [{ ...locationOf(document, ["adapter", "listen", "tls"]), key: "adapter.listen.tls", message }];
  }
}

function asText({ notices, warnings, problems, instances, plan }: Result): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = [
    ...notices.map((notice) => `notice: ${notice}`),
    ...warnings.map((warning) => `warning: ${findingText(warning)}`),
    ...problems.map((problem) => `error: ${findingText(problem)}`),
  ];
  const said = lines.map((line) => `${line}\n`).join("");
  return plan ? `${said}${planText(plan, instances)}valid\n` : `${said}not valid: ${count}\n`;
}

function asJson({ notices, warnings, problems, plugins, plan }: Result): object {
  const shown = plugins.map(({ name, kind, mode, status, priority, hooks }) => ({
    name,
    kind,
    mode,
    status,
    priority,
    hooks,
  }));
  const ok = problems.length === 0;
  return { ok, problems, warnings, notices, plugins: shown, ...(plan && { plan: planJson(plan) }) };
}

function planJson({ hooks, envoy }: Plan): object {
  return { hooks, envoy: { request_body: envoy.requestBody, response: envoy.response } };
}
