import { record, report } from "./apply.ts";
import type { Clock } from "./clock.ts";
import { createDrain } from "./drain.ts";
import { type End, judge } from "./judgement.ts";
import type { PlannedPlugin } from "./plugin-registry.ts";
import { applies, isPending, makeReady, type Started, start } from "./plugin-run.ts";
import type { Run } from "./run.ts";
import type { Settled } from "./timeout.ts";

/** The runs of fire_and_forget plugins. */
export interface Background {
  /** Starts those of a run's hook that match, on the payload as it came in, once the verdict is out. */
  schedule(run: Run): void;
  /** Waits until none is under way, at most `limitMs`; then their signals fire. */
  drain(limitMs: number): Promise<void>;
  readonly inFlight: number;
  /** Runs that did not happen because too many were under way. */
  readonly dropped: number;
}

/** @param ended called when a run is over */
export function createBackground(limit: number, clock: Clock, ended: () => void): Background {
  const runs = new Set<BackgroundRun>();
  const drain = createDrain(clock);
  let dropped = 0;

  function begin(run: Run, planned: PlannedPlugin): void {
    if (runs.size >= limit) {
      dropped++;
      const fields = { plugin: planned.instance.name, limit };
      const message = "too many background runs; further ones are dropped";
      run.executor.warnOnce(`dropped\n${planned.instance.uuid}`, fields, message);
      return;
    }
    const done = drain.enter();
    const entry: BackgroundRun = { cut: () => void clearImmediate(immediate) };
    const end = (started: Started, how: Settled) => {
      runs.delete(entry);
      if (how.kind !== "cut") conclude(run, started, how);
      ended();
      done();
    };
    const immediate = setImmediate(() => {
      const started = start(run, planned, run.original);
      if (!isPending(started.end)) return end(started, started.end);
      entry.cut = started.end.cut;
      void started.end.settled.then((how) => end(started, how));
    });
    runs.add(entry);
  }

  return {
    schedule(run) {
      for (const planned of run.plan.background) {
        if (!applies(run, planned, run.original)) continue;
        if (!ready(run)) return;
        begin(backgroundRun(run), planned);
      }
    },
    async drain(limitMs) {
      await drain.empty(limitMs);
      for (const run of runs) run.cut();
    },
    get inFlight() {
      return runs.size;
    },
    get dropped() {
      return dropped;
    },
  };
}

/** A run that is under way or about to be. */
interface BackgroundRun {
  cut(): void;
}

function conclude(run: Run, started: Started, end: End): void {
  const { planned } = started;
  const judged = judge(run, started, end);
  record(run, planned, judged, run.executor.clock.now() - started.startedAt);
  if (judged.verdict === "error" || judged.verdict === "timeout") report(run, planned, end, judged);
  if (judged.switchOff) planned.instance.status.switchedOff = true;
}

/** Too large a payload for those that nobody waits for is no reason to deny. */
function ready(run: Run): boolean {
  if (run.ready) return true;
  if (run.denial !== undefined) return false;
  if (makeReady(run)) return true;
  run.denial = undefined;
  return false;
}

/** Outlives the invocation: has the plugin's own time, not the message's, and records of its own. */
function backgroundRun(run: Run): Run {
  const { budgetMs: _budget, signal: _signal, ...options } = run.options;
  return { ...run, options, deadline: Number.POSITIVE_INFINITY, executions: [] };
}
