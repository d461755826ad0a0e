import { createExchange, type ExchangeObserver } from "../extproc/exchange/exchange.ts";
import type { StreamAcceptor, StreamHandler } from "../extproc/transport/transport.ts";
import type { Generations } from "../generations/generations.ts";

/** gRPC status UNAVAILABLE: Envoy fails the exchange closed, and its client may come again. */
const unavailable = 14;

/** Judges each exchange, from its first frame to its last, by the configuration at work when it began. */
export function bindExchanges(
  generations: Pick<Generations, "begin">,
  observer: ExchangeObserver,
): StreamAcceptor {
  return (stream) => {
    let handler: StreamHandler | undefined;
    const binding = generations.begin(() => {
      observer.failed("retired");
      if (handler?.giveUp?.() !== true) stream.endError(unavailable, "configuration retired");
    });
    try {
      const exchange = createExchange(stream, binding.inspector, observer);
      handler = exchange;
      return {
        ...exchange,
        onClosed() {
          exchange.onClosed();
          binding.release();
        },
      };
    } catch (error) {
      binding.release();
      throw error;
    }
  };
}
