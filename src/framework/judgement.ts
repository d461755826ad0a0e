import { type Payload, readEdit } from "./edits.ts";
import { errorClass, errorMessage } from "./error-class.ts";
import { consequence, mayEdit } from "./modes.ts";
import { type PluginAnswer, readAnswer } from "./plugin-answer.ts";
import type { PlannedPlugin } from "./plugin-registry.ts";
import type { Started } from "./plugin-run.ts";
import type { Action, PluginViolation, Verdict } from "./result.ts";
import type { Run } from "./run.ts";
import type { Settled } from "./timeout.ts";
import { errorViolation, normaliseViolation, timeoutViolation } from "./violation.ts";

/** How a run ended that somebody still wants to hear of. */
export type End = Exclude<Settled, { kind: "cut" }>;

/** What a run came to. */
export interface Judged {
  readonly verdict: Verdict;
  readonly action: Action;
  readonly switchOff: boolean;
  readonly violation: PluginViolation | undefined;
  readonly changes: Payload | undefined;
  readonly answer: PluginAnswer | undefined;
}

/** Reads what a run ended with and decides what it means. Changes nothing. */
export function judge(run: Run, started: Started, end: End): Judged {
  const { planned } = started;
  const plugin = planned.instance.name;
  switch (end.kind) {
    case "timed_out":
      return unanswered(run, planned, "timeout", timeoutViolation(plugin, end.limitMs));
    case "failed":
      return failed(run, planned, end.error);
    case "answered":
      try {
        return judgeAnswer(run, started, end.raw);
      } catch (error) {
        return failed(run, planned, error);
      }
  }
}

function judgeAnswer(run: Run, started: Started, raw: unknown): Judged {
  const { planned, input, handed } = started;
  const answer = readAnswer(raw);
  if (answer === undefined) return invalid(run, planned, "InvalidResult");

  const { hook } = run.plan;
  let changes: Payload | undefined;
  let denial = answer.denies ? { said: answer.violation } : undefined;
  const edits = mayEdit(planned.mode);
  // Who may not edit may still refuse by what it answers.
  if (edits || hook.result?.denies !== undefined) {
    const proposed = answer.proposed ?? (handed === input ? undefined : handed);
    const edit = proposed === undefined ? undefined : readEdit(hook, input, proposed);
    if (edit?.ok) {
      changes = edits ? edit.changes : undefined;
      if (edit.denial !== undefined) denial ??= { said: edit.denial };
      warnOfRefused(run, planned, edit.refused);
    } else if (edit !== undefined && denial === undefined) {
      return invalid(run, planned, "InvalidPayload");
    }
  }
  const verdict = denial ? "deny" : "allow";
  const violation = denial ? normaliseViolation(denial.said, planned.instance.name) : undefined;
  const { onError } = planned.instance.entry;
  const next = consequence(planned.mode, onError, verdict, run.executor.settings.fail_on_plugin_error);
  return { verdict, ...next, violation, changes: next.action === "denied" ? undefined : changes, answer };
}

function failed(run: Run, planned: PlannedPlugin, error: unknown): Judged {
  const message = run.executor.settings.expose_plugin_errors ? errorMessage(error) : undefined;
  return unanswered(run, planned, "error", errorViolation(planned.instance.name, errorClass(error), message));
}

function invalid(run: Run, planned: PlannedPlugin, what: string): Judged {
  return unanswered(run, planned, "error", errorViolation(planned.instance.name, what));
}

function unanswered(
  run: Run,
  planned: PlannedPlugin,
  verdict: "error" | "timeout",
  violation: PluginViolation,
): Judged {
  const { onError } = planned.instance.entry;
  const next = consequence(planned.mode, onError, verdict, run.executor.settings.fail_on_plugin_error);
  return { verdict, ...next, violation, changes: undefined, answer: undefined };
}

/** Says once per plugin, hook and field that an edit was not taken; unknown fields by no name, as names may be data. */
function warnOfRefused(run: Run, planned: PlannedPlugin, refused: readonly string[]): void {
  const { hook } = run.plan;
  for (const key of refused) {
    const field = Object.hasOwn(run.original, key) ? key : "(unknown field)";
    const plugin = planned.instance.name;
    run.executor.warnOnce(
      `refused edit\n${planned.instance.uuid}\n${hook.name}\n${field}`,
      { plugin, hook: hook.name, field, writable: hook.writable },
      "a plugin's edit of a field that this hook does not let it write was left out",
    );
  }
}
