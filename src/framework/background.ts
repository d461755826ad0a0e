import { record, report } from "./apply.ts";
import type { Clock } from "./clock.ts";
import { type End, judge } from "./judgement.ts";
import type { PlannedPlugin } from "./plugin-registry.ts";
import { applies, isPending, makeReady, type Started, start } from "./plugin-run.ts";
import type { Run } from "./run.ts";

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

export function createBackground(limit: number, clock: Clock): Background {
  const running = new Set<{ cut(): void }>();
  let dropped = 0;
  let idle: (() => void) | undefined;

  function begin(run: Run, planned: PlannedPlugin): void {
    if (running.size >= limit) {
      dropped++;
      const fields = { plugin: planned.instance.name, limit };
      run.executor.warnOnce(
        `dropped\n${planned.instance.uuid}`,
        fields,
        "too many background runs; further ones are dropped",
      );
      return;
    }
    const entry = { cut: () => {} };
    running.add(entry);
    setImmediate(() => {
      const started = start(run, planned, run.original);
      if (!isPending(started.end)) return end(run, started, started.end as End, entry);
      entry.cut = started.end.cut;
      void started.end.settled.then((ended) => end(run, started, ended, entry));
    });
  }

  function end(
    run: Run,
    started: Started,
    ended: End | { readonly kind: "cut" },
    entry: { cut(): void },
  ): void {
    running.delete(entry);
    if (ended.kind !== "cut") {
      const { planned } = started;
      const judged = judge(run, started, ended);
      record(run, planned, judged, run.executor.clock.now() - started.startedAt);
      if (judged.verdict === "error" || judged.verdict === "timeout") report(run, planned, ended, judged);
      if (judged.switchOff) planned.instance.status.switchedOff = true;
    }
    if (running.size === 0) idle?.();
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
      if (running.size === 0) return;
      await new Promise<void>((resolve) => {
        const cancel = clock.after(limitMs, resolve);
        idle = () => {
          cancel();
          resolve();
        };
      });
      for (const entry of running) entry.cut();
    },
    get inFlight() {
      return running.size;
    },
    get dropped() {
      return dropped;
    },
  };
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
