import type { ExchangeEnd } from "./exchange-end.ts";

/** Time that one exchange may hold the event loop before the others have their turn. Milliseconds. */
const sliceMs = 10;

/**
 * Makes a function to call between the parts of long work: undefined while there is time left, else a promise that
 * resolves when every other exchange that waits has had its turn. Plugins that answer at once leave the event loop no
 * other chance, however many messages or entries one text holds. Rejects once the exchange has ended.
 */
export function takingTurns(end: ExchangeEnd): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < sliceMs) return undefined;
    return new Promise((resolve, reject) => {
      setImmediate(() => {
        since = performance.now();
        try {
          end.throwIfEnded();
          resolve();
        } catch (ended) {
          reject(ended);
        }
      });
    });
  };
}
