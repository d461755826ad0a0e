import { type Phases, processingMode, variants } from "../envoy-config/modes.ts";
import { createHookRegistry, type PluginInstance } from "../framework/index.ts";
import {
  type HookPlan,
  type PlannedPlugin,
  type PlanSettings,
  planHook,
} from "../framework/plugin-registry.ts";
import { serverHooks } from "../mcp/shapes.ts";
import type { AdapterSettings } from "../settings/adapter.ts";
import { type HookReach, hookReach, reachLines } from "./hook-reach.ts";

/** One hook and the names of its plugins: steps one after the other, those of one step together. */
export interface HookRuns extends HookReach {
  readonly hook: string;
  readonly steps: readonly (readonly string[])[];
  /** Nobody waits for these. */
  readonly background: readonly string[];
}

/** What a configuration does with traffic, and what Envoy has to send for it. */
export interface Plan {
  /** Hooks that some plugin runs on. */
  readonly hooks: readonly HookRuns[];
  readonly envoy: Phases;
}

/** Says in which order plugins run on each hook; plugins whose conditions can match nothing there are left out. */
export function planOf(
  instances: readonly PluginInstance[],
  order: PlanSettings,
  settings: AdapterSettings,
): Plan {
  const registry = createHookRegistry();
  const plans = registry
    .names()
    .flatMap((name) => registry.get(name) ?? [])
    .map((hook) => planHook(hook, instances, order))
    .filter(({ plugins }) => plugins.length > 0);
  return { hooks: plans.map(runsOf), envoy: phasesOf(plans, settings) };
}

function runsOf({ hook, steps, background }: HookPlan): HookRuns {
  const nameOf = ({ instance }: PlannedPlugin): string => instance.name;
  return {
    hook: hook.name,
    ...hookReach(hook.name),
    steps: steps.map((step) => [step].flat().map((plugin) => nameOf(plugin as PlannedPlugin))),
    background: background.map(nameOf),
  };
}

/** Requests are always read, since the strict checks of messages apply without any plugin. */
function phasesOf(plans: readonly HookPlan[], settings: AdapterSettings): Phases {
  if (plans.some(({ hook }) => serverHooks.some((name) => name === hook.name)))
    return { requestBody: true, response: "body" };
  // Any plugin may give headers for the response.
  const headers = plans.length > 0 || settings.strict.redirects || settings.compat === "reference";
  return { requestBody: true, response: headers ? "headers" : "none" };
}

/** The plan for people. */
export function planText(plan: Plan, instances: readonly PluginInstance[]): string {
  const label = (name: string): string => {
    const entry = instances.find((instance) => instance.name === name)?.entry;
    return entry ? `${name} (${entry.kind}, ${entry.mode}, priority ${entry.priority})` : name;
  };
  const lines = plan.hooks.flatMap(({ hook, steps, background }) => [
    hook,
    ...steps.map((step, index) => {
      const together = step.length > 1 ? ", together" : "";
      return `  ${index + 1}. ${step.map(label).join(" and ")}${together}`;
    }),
    ...background.map((name) => `  in the background: ${label(name)}`),
  ]);
  return [...lines, ...envoyLines(plan.envoy), ...reachLines(plan.hooks)].map((line) => `${line}\n`).join("");
}

function envoyLines(phases: Phases): string[] {
  const { requestBody, response } = phases;
  const request = requestBody ? "request headers and bodies" : "request headers";
  const answer = { body: "response headers and bodies", headers: "response headers", none: "no response" };
  const modes = variants.map((variant) => {
    const { request_body_mode, response_header_mode, response_body_mode, response_trailer_mode } =
      processingMode(variant, phases);
    return (
      `  ${`${variant}:`.padEnd(10)}request_body_mode ${request_body_mode}, response_header_mode ${response_header_mode}, ` +
      `response_body_mode ${response_body_mode}, response_trailer_mode ${response_trailer_mode}`
    );
  });
  return [`Envoy has to send ${request}, ${answer[response]}`, ...modes];
}
