import { apply, recordCancelled } from "./apply.ts";
import type { Payload } from "./edits.ts";
import { type End, type Judged, judge } from "./judgement.ts";
import type { PlannedPlugin } from "./plugin-registry.ts";
import { applies, isPending, makeReady, type Started, start } from "./plugin-run.ts";
import type { Run } from "./run.ts";

/** A run of the band, with what it came to once it has ended. */
interface Member {
  readonly started: Started;
  ended: { readonly end: End; readonly judged: Judged } | undefined;
}
type Ended = Member & { ended: NonNullable<Member["ended"]> };

/**
 * Runs neighbours of one priority together, on the same payload. The first applied deny ends the others: their signal
 * fires, what they say later is lost, and their record says `cancelled`; those that had answered are recorded as ever.
 * Else the answers are applied in config order; a plugin that edits a field which another of the band edited already
 * runs once more, on the merged payload.
 */
export function runBand(run: Run, band: readonly PlannedPlugin[]): undefined | Promise<void> {
  const input = run.payload;
  const members: Member[] = [];
  for (const planned of band) {
    if (!applies(run, planned, input)) continue;
    if (!makeReady(run)) return undefined;
    const member: Member = { started: start(run, planned, input), ended: undefined };
    members.push(member);
    if (isPending(member.started.end)) continue;
    if (finish(run, member, member.started.end as End).judged.action === "denied") {
      return deny(run, members, member as Ended);
    }
  }
  if (members.every(hasEnded)) return applyAll(run, members);
  return awaitBand(run, members);
}

function hasEnded(member: Member): member is Ended {
  return member.ended !== undefined;
}

function finish(run: Run, member: Member, end: End): Ended["ended"] {
  member.ended = { end, judged: judge(run, member.started, end) };
  return member.ended;
}

async function awaitBand(run: Run, members: readonly Member[]): Promise<void> {
  let denied = false;
  await Promise.all(
    members.map(async (member) => {
      const { started } = member;
      if (!isPending(started.end)) return;
      const end = await started.end.settled;
      if (denied) return;
      if (end.kind === "cut") return recordCancelled(run, started);
      if (finish(run, member, end).judged.action !== "denied") return;
      denied = true;
      deny(run, members, member as Ended);
    }),
  );
  if (!denied) await applyAll(run, members.filter(hasEnded));
}

/** One denies: the others' edits do not matter any more, what they did does. The denier's own word comes last. */
function deny(run: Run, members: readonly Member[], denier: Ended): undefined {
  for (const member of members) {
    const { started, ended } = member;
    if (member === denier) continue;
    if (ended !== undefined) apply(run, started, ended.end, { ...ended.judged, changes: undefined });
    else if (isPending(started.end)) {
      started.end.cut();
      recordCancelled(run, started);
    }
  }
  apply(run, denier.started, denier.ended.end, denier.ended.judged);
}

/** Edits in config order. Answers once a rerun has to be waited for. */
function applyAll(
  run: Run,
  members: readonly Ended[],
  from = 0,
  edited: readonly string[] = [],
): undefined | Promise<void> {
  let touched = edited;
  for (let at = from; at < members.length; at++) {
    const member = members[at];
    if (member === undefined) continue;
    const { started, ended } = member;
    const { changes } = ended.judged;
    if (changes === undefined || !overlaps(changes, touched)) {
      apply(run, started, ended.end, ended.judged);
      touched = [...touched, ...changedFields(ended.judged)];
      continue;
    }
    const again: Member = { started: start(run, started.planned, run.payload), ended: undefined };
    if (isPending(again.started.end)) {
      const seen = touched;
      return again.started.end.settled.then((end) => {
        if (end.kind === "cut") return recordCancelled(run, again.started);
        const fields = applyRerun(run, again, end);
        return run.denial === undefined ? applyAll(run, members, at + 1, [...seen, ...fields]) : undefined;
      });
    }
    const fields = applyRerun(run, again, again.started.end as End);
    if (run.denial !== undefined) return undefined;
    touched = [...touched, ...fields];
  }
  return undefined;
}

function applyRerun(run: Run, again: Member, end: End): string[] {
  const { judged } = finish(run, again, end);
  apply(run, again.started, end, judged);
  return changedFields(judged);
}

function changedFields(judged: Judged): string[] {
  return judged.changes === undefined ? [] : Object.keys(judged.changes);
}

function overlaps(changes: Payload, fields: readonly string[]): boolean {
  return fields.some((field) => Object.hasOwn(changes, field));
}
