import type { HookOutcome } from "../../framework/index.ts";
import type { HookName, HookPayloads } from "../../framework/payloads.ts";
import type { Answerable, ExchangeState } from "../exchange-state.ts";
import type { MaybePromise } from "../verdict.ts";

/** What one run of a hook is about. */
export interface HookRun<H extends HookName> {
  readonly hook: H;
  readonly payload: HookPayloads[H];
  /** Length of the payload's source text in bytes, an upper bound of its text. */
  readonly sizeHint: number;
  /** The name or URI is not known, or only by the server's word: name conditions then match. */
  readonly subjectUnknown?: boolean;
  readonly answerable?: Answerable | undefined;
}

/**
 * Runs a hook's plugins within what is left of the frame's budget. Throws once the exchange has ended: nobody waits
 * for a verdict then, and what its plugins keep would outlive it.
 */
export function runHook<H extends HookName>(
  state: ExchangeState,
  { hook, payload, sizeHint, subjectUnknown, answerable }: HookRun<H>,
): MaybePromise<HookOutcome<HookPayloads[H]>> {
  const { end, parts } = state;
  const { hooks } = parts;
  end.throwIfEnded();
  const outcome = hooks.invokeHook(hook, payload, state.context, {
    budgetMs: Math.max(1, state.deadline - performance.now()),
    signal: end,
    sizeHint,
    ...(subjectUnknown && { subjectUnknown }),
    ...(answerable && { answerable }),
  });
  if (!(outcome instanceof Promise)) return outcome;
  return outcome.finally(() => {
    // Plugins that were cut off by the end may have kept something after it was released.
    if (end.aborted) hooks.releaseContexts(state.context.request_id);
  });
}
