import type { Clock } from "./clock.ts";

/** How waiting for a handler ended. `cut`: whoever waited does not want the answer any more. */
export type Settled =
  | { readonly kind: "answered"; readonly raw: unknown }
  | { readonly kind: "failed"; readonly error: unknown }
  | { readonly kind: "timed_out"; readonly limitMs: number }
  | { readonly kind: "cut" };

/** What a handler rejects with that has found for itself that its time is up: it counts as a timeout, not as an error. */
export class HandlerTimeout extends Error {
  readonly limitMs: number;

  constructor(limitMs: number) {
    super(`no answer within ${limitMs} ms`);
    this.limitMs = limitMs;
  }
}

/** What is read of a signal that nobody wants an outcome any more; an `AbortSignal` is one. */
export interface StopSignal {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** Why nobody waits for a handler any more. */
export type Unanswered = "timed_out" | "cut";

/** A handler that has not answered yet. */
export interface Pending {
  readonly settled: Promise<Settled>;
  /** Ends the waiting with `cut`; nothing if it has ended. */
  cut(): void;
}

/**
 * Waits for an asynchronous handler, at most `limitMs`. `stopped` is told when the waiting ends without an answer;
 * what the handler does later is ignored. A synchronous handler never comes here: it cannot be interrupted, its answer
 * counts whenever it comes.
 */
export function waitFor(
  work: PromiseLike<unknown>,
  limitMs: number,
  clock: Clock,
  exchange: StopSignal | undefined,
  stopped: (end: Unanswered) => void,
): Pending {
  let finish: (settled: Settled) => void = () => {};
  const settled = new Promise<Settled>((resolve) => {
    let open = true;
    finish = (end) => {
      if (!open) return;
      open = false;
      cancelTimer();
      exchange?.removeEventListener("abort", cut);
      if (end.kind === "timed_out" || end.kind === "cut") stopped(end.kind);
      resolve(end);
    };
  });
  const cut = () => finish({ kind: "cut" });
  const cancelTimer = clock.after(limitMs, () => finish({ kind: "timed_out", limitMs }));
  exchange?.addEventListener("abort", cut);
  Promise.resolve(work).then(
    (raw) => finish({ kind: "answered", raw }),
    (error: unknown) =>
      finish(
        error instanceof HandlerTimeout
          ? { kind: "timed_out", limitMs: error.limitMs }
          : { kind: "failed", error },
      ),
  );
  if (exchange?.aborted) cut();
  return { settled, cut };
}

/** Whether a handler's return value is to be waited for. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function"
  );
}

/** What work of a plugin's life cycle comes to. Rejects as it does, and when it takes longer. */
export async function answerOf<T>(work: PromiseLike<T>, limitMs: number, clock: Clock): Promise<T> {
  const end = await waitFor(work, limitMs, clock, undefined, () => {}).settled;
  if (end.kind === "answered") return end.raw as T;
  throw end.kind === "failed" ? end.error : new Error(`no answer within ${limitMs / 1000} s`);
}

/** Waits for work of a plugin's life cycle. Resolves to the error that it failed with, or undefined. */
export async function failureOf(
  work: () => void | Promise<void>,
  limitMs: number,
  clock: Clock,
): Promise<{ readonly error: unknown } | undefined> {
  try {
    const started: unknown = work();
    if (isThenable(started)) await answerOf(started, limitMs, clock);
    return undefined;
  } catch (error) {
    return { error };
  }
}
