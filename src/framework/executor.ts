import { apply, recordCancelled } from "./apply.ts";
import { runBand } from "./band.ts";
import type { GlobalContext } from "./context.ts";
import type { Payload } from "./edits.ts";
import type { JsonObject } from "./json.ts";
import { isPlainObject } from "./json-check.ts";
import { deepFreeze } from "./json-freeze.ts";
import { type End, judge } from "./judgement.ts";
import type { HookPlan, PlannedPlugin } from "./plugin-registry.ts";
import { applies, isPending, makeReady, start } from "./plugin-run.ts";
import type { HookOutcome, PluginViolation } from "./result.ts";
import { type Executor, type InvokeOptions, newRun, type Run } from "./run.ts";
import { executorViolation } from "./violation.ts";

/** A value that is there at once when nothing had to be waited for. */
export type MaybePromise<T> = T | Promise<T>;

/**
 * Runs the plugins of one hook, in the order of its plan, until one denies. Plugins that throw, hang or answer
 * nonsense become violations or records; nothing of theirs reaches the caller as an exception.
 * @param after called once before the outcome is handed over: starts what runs in the background
 */
export function execute(
  executor: Executor,
  plan: HookPlan,
  given: Payload,
  context: GlobalContext,
  options: InvokeOptions,
  after: (run: Run) => void,
): MaybePromise<HookOutcome<Payload>> {
  executor.contexts.restoreGlobals(context);
  const payload = withKept(executor, plan, given, context, options);
  const { budgetMs } = options;
  const deadline = budgetMs === undefined ? Number.POSITIVE_INFINITY : executor.clock.now() + budgetMs;
  const run = newRun(executor, plan, options, forPlugins(context), deadline, payload);
  return proceed(run, 0, () => {
    after(run);
    keepForLater(run);
    return outcome(run, given);
  });
}

function proceed<T>(run: Run, from: number, finish: () => T): MaybePromise<T> {
  const { steps } = run.plan;
  for (let at = from; at < steps.length && run.denial === undefined; at++) {
    run.denial = ending(run);
    const step = steps[at];
    if (step === undefined || run.denial !== undefined) break;
    const waiting = isBand(step) ? runBand(run, step) : runOne(run, step);
    if (waiting !== undefined) return waiting.then(() => proceed(run, at + 1, finish));
  }
  // A plugin that was cut off by the exchange's end has left no verdict: what it would have said is unknown.
  run.denial ??= aborted(run);
  return finish();
}

/** Why no further plugin may run, if so. */
function ending(run: Run): PluginViolation | undefined {
  if (run.executor.stopped()) return pluginsStopped();
  return aborted(run);
}

function aborted(run: Run): PluginViolation | undefined {
  if (!run.options.signal?.aborted) return undefined;
  return executorViolation("EXCHANGE_ABORTED", "The exchange ended before its plugins did");
}

/** Plugins that are shut down inspect nothing, so nothing passes them. */
export function pluginsStopped(): PluginViolation {
  return executorViolation("PLUGINS_STOPPED", "The plugins of this message are shut down");
}

function isBand(step: PlannedPlugin | readonly PlannedPlugin[]): step is readonly PlannedPlugin[] {
  return Array.isArray(step);
}

function runOne(run: Run, planned: PlannedPlugin): undefined | Promise<void> {
  if (!applies(run, planned, run.payload) || !makeReady(run)) return undefined;
  const started = start(run, planned, run.payload);
  if (isPending(started.end)) {
    return started.end.settled.then((end) => {
      if (end.kind === "cut") recordCancelled(run, started);
      else apply(run, started, end, judge(run, started, end));
    });
  }
  const end = started.end as End;
  apply(run, started, end, judge(run, started, end));
  return undefined;
}

/** Who the message is from is settled before plugins run: they share state and metadata, the rest they only read. */
function forPlugins(context: GlobalContext): GlobalContext {
  if (typeof context.user === "object") deepFreeze(context.user);
  return Object.freeze({ ...context });
}

/** Hands a post hook what its pre hook left (`leaves` and `takes` of the hooks), unless the caller gave its own. */
function withKept(
  executor: Executor,
  plan: HookPlan,
  payload: Payload,
  context: GlobalContext,
  options: InvokeOptions,
): Payload {
  const field = plan.hook.takes;
  if (field === undefined || payload[field] !== undefined) return payload;
  const kept = executor.contexts.kept(context.request_id, messageKey(plan, payload, options));
  return kept === undefined ? payload : { ...payload, [field]: kept };
}

function keepForLater(run: Run): void {
  const { contexts } = run.executor;
  contexts.keepGlobals(run.global);
  const field = run.plan.hook.leaves;
  if (field === undefined || run.denial !== undefined) return;
  const value = run.payload[field];
  if (isPlainObject(value) && Object.keys(value).length > 0) {
    contexts.keep(run.global.request_id, messageKey(run.plan, run.payload, run.options), value as JsonObject);
  }
}

/** What a pre and a post hook of one message have in common; without the caller's word, the URI as forwarded. */
function messageKey({ hook }: HookPlan, payload: Payload, options: InvokeOptions): string {
  if (options.message !== undefined) return `message ${options.message}`;
  return `subject ${hook.subject === undefined ? "" : String(payload[hook.subject])}`;
}

function outcome(run: Run, given: Payload): HookOutcome<Payload> {
  const made: HookOutcome<Payload> = {
    continue_processing: run.denial === undefined,
    payload: run.modified ? run.payload : given,
    modified: run.modified,
    metadata: run.metadata ?? {},
    http_headers: run.headers ?? {},
    retry_delay_ms: run.retryDelay,
    executions: run.executions,
  };
  if (run.denial !== undefined) made.violation = run.denial;
  else if (run.answer !== undefined) made.answer = run.answer;
  return made;
}
