import { apply } from "./apply.ts";
import type { Payload } from "./edits.ts";
import { type End, type Judged, judge } from "./judgement.ts";
import type { PlannedPlugin } from "./plugin-registry.ts";
import { applies, isPending, makeReady, type Started, start } from "./plugin-run.ts";
import type { Run } from "./run.ts";

interface Ended {
  readonly started: Started;
  readonly end: End;
  readonly judged: Judged;
}

/**
 * Runs neighbours of one priority together, on the same payload. The first applied deny ends the others: their signal
 * fires, what they say later is lost, and they leave no record. Else their answers are applied in config order; a
 * plugin that edits a field which another of the band edited already runs once more, on the merged payload.
 */
export function runBand(run: Run, band: readonly PlannedPlugin[]): undefined | Promise<void> {
  const input = run.payload;
  const waiting: Started[] = [];
  const ended: (Ended | undefined)[] = [];

  for (const planned of band) {
    if (!applies(run, planned, input)) continue;
    if (!makeReady(run)) return undefined;
    const started = start(run, planned, input);
    ended.push(undefined);
    const at = ended.length - 1;
    if (isPending(started.end)) {
      waiting[at] = started;
      continue;
    }
    const done = finish(run, started, started.end as End);
    ended[at] = done;
    if (done.judged.action === "denied") {
      cutAll(waiting);
      apply(run, done.started, done.end, done.judged);
      return undefined;
    }
  }
  const pending = waiting.filter((started) => started !== undefined);
  if (pending.length === 0) return applyAll(run, ended);
  return awaitBand(run, waiting, ended);
}

function finish(run: Run, started: Started, end: End): Ended {
  return { started, end, judged: judge(run, started, end) };
}

function cutAll(waiting: readonly (Started | undefined)[]): void {
  for (const started of waiting) if (started !== undefined && isPending(started.end)) started.end.cut();
}

async function awaitBand(
  run: Run,
  waiting: readonly (Started | undefined)[],
  ended: (Ended | undefined)[],
): Promise<void> {
  let denial: Ended | undefined;
  await Promise.all(
    Array.from(waiting, async (started, at) => {
      if (started === undefined || !isPending(started.end)) return;
      const end = await started.end.settled;
      if (end.kind === "cut" || denial !== undefined) return;
      const done = finish(run, started, end);
      ended[at] = done;
      if (done.judged.action !== "denied") return;
      denial = done;
      cutAll(waiting);
    }),
  );
  if (denial !== undefined) apply(run, denial.started, denial.end, denial.judged);
  else await applyAll(run, ended);
}

/** Edits in config order. Answers once a rerun has to be waited for. */
function applyAll(
  run: Run,
  ended: readonly (Ended | undefined)[],
  from = 0,
  edited: readonly string[] = [],
): undefined | Promise<void> {
  let touched = edited;
  for (let at = from; at < ended.length; at++) {
    const done = ended[at];
    if (done === undefined) continue;
    if (done.judged.changes !== undefined && overlaps(done.judged.changes, touched)) {
      const again = start(run, done.started.planned, run.payload);
      if (isPending(again.end)) {
        const seen = touched;
        return again.end.settled.then((end) => {
          if (end.kind === "cut") return undefined;
          const second = finish(run, again, end);
          apply(run, again, end, second.judged);
          if (run.denial !== undefined) return undefined;
          return applyAll(run, ended, at + 1, [...seen, ...changedFields(second.judged)]);
        });
      }
      const end = again.end as End;
      const second = finish(run, again, end);
      apply(run, again, end, second.judged);
      if (run.denial !== undefined) return undefined;
      touched = [...touched, ...changedFields(second.judged)];
      continue;
    }
    apply(run, done.started, done.end, done.judged);
    touched = [...touched, ...changedFields(done.judged)];
  }
  return undefined;
}

function changedFields(judged: Judged): string[] {
  return judged.changes === undefined ? [] : Object.keys(judged.changes);
}

function overlaps(changes: Payload, fields: readonly string[]): boolean {
  return fields.some((field) => Object.hasOwn(changes, field));
}
