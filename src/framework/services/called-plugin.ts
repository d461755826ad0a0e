import { apply, recordCancelled } from "../apply.ts";
import { defaultServices } from "../config/services-schema.ts";
import type { PluginContext } from "../context.ts";
import type { HookDefinition } from "../hook-definition.ts";
import { isJsonObject } from "../json-check.ts";
import { copyJson } from "../json-copy.ts";
import { type End, judge } from "../judgement.ts";
import { handlerOf, type PlannedPlugin, type PluginInstance } from "../plugin-registry.ts";
import { isPending, makeReady, start } from "../plugin-run.ts";
import type { HookOutcome } from "../result.ts";
import { newRun, type Run } from "../run.ts";
import type { RunCall } from "./run-services.ts";
import { type CalledPlugin, ServiceError } from "./services.ts";

/** A run whose plugin may call others. */
export interface Calling extends RunCall {
  readonly context: PluginContext;
  /** So far. */
  calls: number;
}

type Outcome = HookOutcome<Record<string, unknown>>;

/** Throws a {@link ServiceError} for a plugin that may not be called, or does not run. */
export function calledPlugin(calling: Calling, name: string): CalledPlugin {
  const { run, instance } = calling;
  const { plugins } = instance.entry.services ?? defaultServices;
  if (!plugins.includes(name)) {
    const message = `plugin ${JSON.stringify(name)} is not in this plugin's \`services.plugins\``;
    throw new ServiceError("refused", message);
  }
  const called = run.executor.callable.instance(name);
  if (called === undefined) throw new ServiceError("unavailable", `plugin "${name}" does not run`);
  const invoke = (hook: string, payload: Record<string, unknown>) => ask(calling, called, hook, payload);
  return { name, hooks: called.hooks, invoke: invoke as CalledPlugin["invoke"] };
}

async function ask(
  calling: Calling,
  called: PluginInstance,
  hookName: string,
  given: Record<string, unknown>,
): Promise<Outcome> {
  const { run, instance, chain } = calling;
  const { executor } = run;
  const callers = [...chain, instance.name];
  const { max_plugin_calls } = instance.entry.services ?? defaultServices;
  if (executor.stopped()) throw new ServiceError("unavailable", "the plugins are shut down");
  if (calling.context.signal.aborted || calling.deadline <= executor.clock.now())
    throw new ServiceError("aborted", "the calling plugin's time is over");
  if (callers.includes(called.name))
    throw new ServiceError("refused", `plugins call each other: ${[...callers, called.name].join(", ")}`);
  if (calling.calls >= max_plugin_calls)
    throw new ServiceError("refused", `more than ${max_plugin_calls} calls of plugins in one run`);
  if (called.status.switchedOff)
    throw new ServiceError("unavailable", `plugin "${called.name}" is switched off (on_error: disable)`);
  const hook = executor.callable.hook(hookName);
  const call = handlerOf(called.plugin, hookName);
  const { mode } = called.entry;
  if (hook === undefined || call === undefined || mode === "disabled" || !called.hooks.includes(hookName))
    throw new ServiceError("invalid", `plugin "${called.name}" has no hook ${JSON.stringify(hookName)}`);
  calling.calls++;
  const planned: PlannedPlugin = { instance: called, mode, matches: undefined, call };
  const own = ownRun(calling, hook, planned, given);
  // Its payload is larger than any may be: as when it comes from outside, that denies.
  if (!makeReady(own)) return outcomeOf(own);
  const started = start(own, planned, own.payload, callers);
  const end = isPending(started.end) ? await started.end.settled : started.end;
  if (end.kind === "cut") {
    recordCancelled(own, started);
    throw new ServiceError("aborted", "the calling plugin was given up");
  }
  apply(own, started, end as End, judge(own, started, end as End));
  return outcomeOf(own);
}

/** The called plugin's run: of the same exchange and with its time, but on a payload of its own. */
function ownRun(calling: Calling, hook: HookDefinition, planned: PlannedPlugin, given: unknown): Run {
  const parsed = isJsonObject(given) ? hook.payload.safeParse(copyJson(given)) : undefined;
  if (parsed?.success !== true) throw new ServiceError("invalid", `the payload is none of ${hook.name}`);
  const { run, context, deadline } = calling;
  const plan = { hook, steps: [planned], background: [], plugins: [planned] };
  const options = { signal: context.signal };
  return newRun(run.executor, plan, options, context.global_context, deadline, parsed.data);
}

function outcomeOf(run: Run): Outcome {
  return {
    continue_processing: run.denial === undefined,
    payload: run.payload,
    modified: run.modified,
    ...(run.denial !== undefined && { violation: run.denial }),
    metadata: run.metadata ?? {},
    http_headers: run.headers ?? {},
    retry_delay_ms: run.retryDelay,
    executions: run.executions,
  };
}
