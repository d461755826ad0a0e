import { answerScope } from "./answering.ts";
import type { End, Judged } from "./judgement.ts";
import type { PlannedPlugin } from "./plugin-registry.ts";
import type { Started } from "./plugin-run.ts";
import type { ExecutionRecord } from "./result.ts";
import type { Run } from "./run.ts";
import { topFrame } from "./top-frame.ts";

/** Does what a run came to: takes the edit, denies, records, switches the plugin off. */
export function apply(run: Run, started: Started, end: End, judged: Judged): void {
  const { planned } = started;
  const { answer, changes } = judged;
  record(run, planned, judged, run.executor.clock.now() - started.startedAt);
  if (judged.violation !== undefined && judged.verdict !== "deny") report(run, planned, end, judged);
  if (judged.switchOff) planned.instance.status.switchedOff = true;
  if (answer?.metadata !== undefined) run.metadata = { ...run.metadata, ...answer.metadata };
  if (answer?.headers !== undefined) run.headers = mergeHeaders(run.headers, answer.headers);
  if (answer !== undefined && answer.retryDelay > run.retryDelay) run.retryDelay = answer.retryDelay;
  if (changes !== undefined) {
    run.payload = Object.freeze({ ...run.payload, ...changes });
    run.modified = true;
    run.answer = undefined;
  }
  const given = answer?.answer;
  if (given !== undefined && changes === undefined && answerScope(run, planned.instance) !== undefined)
    run.answer = { plugin: planned.instance.name, result: given };
  if (judged.action === "denied") run.denial = judged.violation;
}

/** The record of one run, told to the observer too. */
export function record(
  run: Run,
  planned: PlannedPlugin,
  judged: Judged,
  durationMs: number,
): ExecutionRecord {
  const made: ExecutionRecord = {
    plugin: planned.instance.name,
    hook: run.plan.hook.name,
    mode: planned.mode,
    verdict: judged.verdict,
    action: judged.action,
    modified: judged.changes !== undefined,
    duration_ns: Math.round(durationMs * 1e6),
  };
  if (judged.violation !== undefined) made.violation = judged.violation;
  tell(run, made);
  return made;
}

/** The record of a run that nobody waits for any more; what it says later, if anything, is not heard. */
export function recordCancelled(run: Run, { planned, startedAt }: Started): void {
  tell(run, {
    plugin: planned.instance.name,
    hook: run.plan.hook.name,
    mode: planned.mode,
    verdict: "cancelled",
    action: "recorded",
    modified: false,
    duration_ns: Math.round((run.executor.clock.now() - startedAt) * 1e6),
  });
}

function tell(run: Run, made: ExecutionRecord): void {
  run.executions.push(made);
  run.executor.observe(made, run.global);
}

/** Logs an error or timeout: its class and the place in the code, never the message, which may quote the payload. */
export function report(run: Run, planned: PlannedPlugin, end: End, judged: Judged): void {
  const fields = {
    plugin: planned.instance.name,
    hook: run.plan.hook.name,
    mode: planned.mode,
    action: judged.action,
    code: judged.violation?.code,
    error: judged.violation?.details["error"],
    at: end.kind === "failed" ? topFrame(end.error) : undefined,
  };
  if (judged.switchOff)
    run.executor.log.error(fields, "plugin failed and is switched off (on_error: disable)");
  else run.executor.log.error(fields, "plugin failed");
}

/** Header names are compared without case; the later value wins. */
function mergeHeaders(
  earlier: Record<string, string> | undefined,
  later: Record<string, string>,
): Record<string, string> {
  if (earlier === undefined) return later;
  const names = new Set(Object.keys(later).map((name) => name.toLowerCase()));
  const kept = Object.entries(earlier).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...later };
}
