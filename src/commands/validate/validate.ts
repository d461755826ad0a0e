import { locationOf } from "../../framework/config/located.ts";
import { inOrder } from "../../framework/config/problem.ts";
import { createPluginManager, type PluginInfo, type PluginInstance } from "../../framework/index.ts";
import { checkState } from "../check-state.ts";
import type { CommandContext } from "../command.ts";
import { type Finding, findingText } from "../findings.ts";
import {
  type AdapterReading,
  type AdapterRequest,
  managerSettings,
  readAdapter,
  startOffline,
  startPlugins,
} from "../load-adapter.ts";
import { type Plan, planOf, planText } from "../plan.ts";
import { disabledWarnings, planWarnings } from "../plan-warnings.ts";
import { quiet } from "../quiet-log.ts";
import { transportOptions } from "../transport-options.ts";

type Adapter = Extract<AdapterReading, { ok: true }>;

/** Checks a configuration as `serve` would, starts its plugins once (`offline`: not those outside), and says what would run where. */
export async function runValidate(
  flags: Omit<AdapterRequest, "environment">,
  { json, offline }: { readonly json: boolean; readonly offline: boolean },
  { environment, out }: CommandContext,
): Promise<number> {
  const adapter = await readAdapter({ ...flags, environment, checkAlways: true, offline });
  const result = adapter.ok ? await tryOut(adapter, offline) : refused(adapter);
  out(json ? `${JSON.stringify(asJson(result), null, 2)}\n` : asText(result));
  return result.problems.length === 0 ? 0 : 1;
}

interface Result {
  readonly notices: readonly string[];
  readonly warnings: readonly Finding[];
  readonly problems: readonly Finding[];
  /** What only a plugin's process or server could tell, of `--offline`. */
  readonly unchecked: readonly Finding[];
  /** In config order, disabled ones last; empty if there are problems. */
  readonly plugins: readonly PluginInfo[];
  /** Those that are not disabled. */
  readonly instances: readonly PluginInstance[];
  /** Absent if there are problems. */
  readonly plan?: Plan;
}

function refused({ problems, warnings }: Extract<AdapterReading, { ok: false }>): Result {
  return { notices: [], warnings, problems, unchecked: [], plugins: [], instances: [] };
}

/** The last checks need plugins that run: whether they can be made and initialised, and which hooks they are on. */
async function tryOut(
  { config, settings, enabled, notices, files, ...read }: Adapter,
  offline: boolean,
): Promise<Result> {
  const warnings = [...read.warnings, ...disabledWarnings(config)];
  const state = await checkState(config, offline);
  warnings.push(...state.warnings);
  const unreadable = [...(await fileProblems(config, settings)), ...state.problems];
  const started = await (offline ? startInside(config) : startAll(config));
  if (!started.ok || unreadable.length > 0) {
    if (started.ok) await started.manager.shutdown();
    const problems = [...unreadable, ...(started.ok ? [] : started.problems)];
    return { notices, warnings, problems, unchecked: [], plugins: [], instances: [] };
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
    unchecked: [...started.unchecked, ...state.unchecked],
    plugins,
    instances,
    plan: planOf(instances, config.plugin_settings, settings),
  };
}

async function startAll(config: Adapter["config"]) {
  const started = await startPlugins(config, true, { log: quiet, observe() {} });
  return started.ok ? { ...started, unchecked: [] } : started;
}

async function startInside(config: Adapter["config"]) {
  const started = await startOffline(config, quiet);
  if (!started.ok) return started;
  const { instances, disabled } = started;
  const settings = managerSettings(config);
  return { ...started, manager: createPluginManager({ instances, disabled, settings }) };
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

function asText({ notices, warnings, problems, unchecked, instances, plan }: Result): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = [
    ...notices.map((notice) => `notice: ${notice}`),
    ...warnings.map((warning) => `warning: ${findingText(warning)}`),
    ...problems.map((problem) => `error: ${findingText(problem)}`),
    ...unchecked.map((finding) => `not checked: ${findingText(finding)}`),
  ];
  const said = lines.map((line) => `${line}\n`).join("");
  return plan ? `${said}${planText(plan, instances)}valid\n` : `${said}not valid: ${count}\n`;
}

function asJson({ notices, warnings, problems, unchecked, plugins, plan }: Result): object {
  const shown = plugins.map(({ name, kind, mode, status, priority, hooks }) => ({
    name,
    kind,
    mode,
    status,
    priority,
    hooks,
  }));
  const ok = problems.length === 0;
  return {
    ok,
    problems,
    warnings,
    notices,
    not_checked: unchecked,
    plugins: shown,
    ...(plan && { plan: planJson(plan) }),
  };
}

function planJson({ hooks, envoy }: Plan): object {
  return { hooks, envoy: { request_body: envoy.requestBody, response: envoy.response } };
}
