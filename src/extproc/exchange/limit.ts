import { grpcStatus } from "../transport/grpc-status.ts";
import type { StreamAcceptor, StreamHandler } from "../transport/transport.ts";

const refused: StreamHandler = { onMessage() {}, onHalfClose() {}, onClosed() {}, onDrain() {} };

/**
 * Accepts at most so many streams at a time; one more ends with RESOURCE_EXHAUSTED, which Envoy fails closed.
 * @param onRefused told of each stream that was refused
 */
export function limitExchanges(most: number, accept: StreamAcceptor, onRefused: () => void): StreamAcceptor {
  let live = 0;
  return (stream) => {
    if (live >= most) {
      onRefused();
      stream.endError(grpcStatus.resourceExhausted, "too many exchanges");
      return refused;
    }
    live++;
    const handler = accept(stream);
    return {
      ...handler,
      onClosed() {
        live--;
        handler.onClosed();
      },
    };
  };
}
