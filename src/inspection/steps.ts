import type { MaybePromise } from "./verdict.ts";

/**
 * Work that has its result at once unless something has to be waited for: written as an async function would be, with
 * `function*` for `async function`, `yield* waitFor(value)` for `await value` and `yield* other()` for `await other()`.
 *
 * An async function never answers within the call, so that each frame would pause the stream, start the verdict's timer
 * and take a dozen promises: 15 to 20 µs of the 50 that an exchange costs us with one plugin (`make bench-exchange`).
 */
export type Steps<T> = Generator<Promise<unknown>, T, unknown>;

/** The value, waited for where it is to come. Throws what the promise rejects with. */
export function* waitFor<T>(value: MaybePromise<T>): Steps<T> {
  return value instanceof Promise ? ((yield value) as T) : value;
}

/** Does the work: its result, or what it throws, comes at once where nothing was waited for. */
export function run<T>(steps: Steps<T>): MaybePromise<T> {
  const step = steps.next();
  return step.done === true ? step.value : goOn(steps, step.value);
}

async function goOn<T>(steps: Steps<T>, first: Promise<unknown>): Promise<T> {
  let pending = first;
  for (;;) {
    const step = await pending.then(
      (value) => steps.next(value),
      (error: unknown) => steps.throw(error),
    );
    if (step.done === true) return step.value;
    pending = step.value;
  }
}
