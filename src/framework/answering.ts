import type { ActiveMode, PlannedPlugin, PlanStep, PluginInstance } from "./plugin-registry.ts";
import type { Run } from "./run.ts";

/**
 * Within what an `answer` of the plugin would be taken, or what it sees now may be kept for one; undefined where not. The
 * caller has to say so of this message, the plugin's verdicts are applied, and it runs by itself, so that who edits after
 * it is known.
 */
export function answerScope(run: Run, instance: PluginInstance): string | undefined {
  const { answerable } = run.options;
  if (answerable === undefined) return undefined;
  const alone = run.plan.steps.some(
    (step) => isOne(step) && step.instance === instance && applied(step.mode),
  );
  return alone ? answerable(instance.name, run.modified) : undefined;
}

function isOne(step: PlanStep): step is PlannedPlugin {
  return !Array.isArray(step);
}

function applied(mode: ActiveMode): boolean {
  return mode === "enforce" || mode === "enforce_ignore_error";
}

/** A plugin elsewhere is not told of which calls it may answer, so that its `answer` says nothing. */
export function withoutAnswer(result: Record<string, unknown>): Record<string, unknown> {
  if (!Object.hasOwn(result, "answer")) return result;
  const { answer: _, ...rest } = result;
  return rest;
}
