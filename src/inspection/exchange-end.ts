import type { StopSignal } from "../framework/index.ts";

/**
 * The end of an exchange, for whoever works on it. An AbortController would do, but every exchange ends: making one,
 * its event and its error took 5 µs of the 50 that an exchange costs us with one plugin (`make bench-exchange`).
 */
export class ExchangeEnd implements StopSignal {
  aborted = false;
  #listeners: Set<() => void> | undefined;

  addEventListener(_type: "abort", listener: () => void): void {
    this.#listeners ??= new Set();
    this.#listeners.add(listener);
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    this.#listeners?.delete(listener);
  }

  /** Tells everybody who listens, once. */
  end(): void {
    if (this.aborted) return;
    this.aborted = true;
    for (const listener of this.#listeners ?? []) listener();
    this.#listeners = undefined;
  }

  throwIfEnded(): void {
    if (this.aborted) throw new DOMException("the exchange has ended", "AbortError");
  }
}
