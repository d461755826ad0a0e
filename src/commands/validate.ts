import { parseArgs } from "node:util";
import type { PluginInfo } from "../framework/manager.ts";
import { type Command, UsageError } from "./command.ts";
import { findingText } from "./findings.ts";
import { readAdapter, startPlugins } from "./load-adapter.ts";
import { adapterFlags, adapterOptions, adapterUsage } from "./options.ts";

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
    const adapter = await readAdapter({
      ...adapterFlags(values),
      environment: context.environment,
      checkAlways: true,
    });
    const warnings = adapter.warnings.map(findingText);
    let problems: readonly string[] = adapter.ok ? [] : adapter.problems.map(findingText);
    let plugins: readonly PluginInfo[] = [];
    if (adapter.ok) {
      const started = await startPlugins(adapter.config, true, { log: quiet, observe() {} });
      if (started.ok) {
        plugins = started.manager.plugins();
        await started.manager.shutdown();
      } else problems = started.problems.map(findingText);
    }
    const ok = problems.length === 0;
    if (json) {
      const shown = plugins.map(({ name, kind, mode, priority, hooks }) => ({
        name,
        kind,
        mode,
        priority,
        hooks,
      }));
      context.out(`${JSON.stringify({ ok, problems, warnings, plugins: shown }, null, 2)}\n`);
      return ok ? 0 : 1;
    }
    for (const warning of warnings) context.out(`warning: ${warning}\n`);
    for (const problem of problems) context.out(`error: ${problem}\n`);
    if (ok && adapter.ok) context.out(plan(plugins, adapter.enabled));
    context.out(
      ok ? "valid\n" : `not valid: ${problems.length === 1 ? "1 problem" : `${problems.length} problems`}\n`,
    );
    return ok ? 0 : 1;
  },
};

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { ...adapterOptions, json: { type: "boolean" } } }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "bad arguments");
  }
}

/** Per hook, the plugins in the order in which they run. */
function plan(plugins: readonly PluginInfo[], enabled: boolean): string {
  const active = plugins.filter(({ status }) => status === "enabled");
  const lines = enabled
    ? []
    : ["PLUGINS_ENABLED=false: nothing of this would run, all traffic would pass uninspected"];
  for (const hook of new Set(active.flatMap(({ hooks }) => hooks))) {
    const runs = active
      .filter(({ hooks }) => hooks.includes(hook))
      .sort((a, b) => a.priority - b.priority)
      .map(({ name, mode, priority }) => `${name} (${mode}, ${priority})`);
    lines.push(`${hook}: ${runs.join(", ")}`);
  }
  return lines.map((line) => `${line}\n`).join("");
}
