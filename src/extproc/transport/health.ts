/** The standard `grpc.health.v1.Health` service, for load balancers, Kubernetes probes and Envoy's health checks. */

import { grpcStatus } from "./grpc-status.ts";
import { decodeRequest, encodeList, encodeResponse, type HealthStatus } from "./health-messages.ts";
import type { ProcessStream, StreamAcceptor } from "./transport.ts";

export interface Health {
  /** The service's methods, by their paths. */
  readonly methods: ReadonlyMap<string, StreamAcceptor>;
  /** What to answer for every name from now on; watchers are told. */
  setServing(serving: boolean): void;
  /** Ends the watchers' streams, which would keep their connections open for ever. */
  end(): void;
}

/** The service for `names`, NOT_SERVING until told otherwise. */
export function createHealth(names: readonly string[]): Health {
  const watchers = new Map<ProcessStream, string>();
  let serving = false;

  const statusOf = (name: string): HealthStatus => {
    if (!names.includes(name)) return "SERVICE_UNKNOWN";
    return serving ? "SERVING" : "NOT_SERVING";
  };

  const check = (stream: ProcessStream, request: Uint8Array): void => {
    const status = statusOf(decodeRequest(request).service);
    if (status === "SERVICE_UNKNOWN") return stream.endError(grpcStatus.notFound, "unknown service");
    stream.send(encodeResponse({ status }));
    stream.endOk();
  };

  const watch = (stream: ProcessStream, request: Uint8Array): void => {
    const { service } = decodeRequest(request);
    watchers.set(stream, service);
    stream.send(encodeResponse({ status: statusOf(service) }));
  };

  const list = (stream: ProcessStream): void => {
    const statuses = Object.fromEntries(names.map((name) => [name, { status: statusOf(name) }]));
    stream.send(encodeList({ statuses }));
    stream.endOk();
  };

  /** Answers the one request that a call has. */
  const once = (answer: (stream: ProcessStream, request: Uint8Array) => void): StreamAcceptor => {
    return (stream) => {
      let asked = false;
      return {
        onMessage: (request) => {
          if (asked) return stream.endError(grpcStatus.internal, "a second request");
          asked = true;
          try {
            answer(stream, request);
          } catch {
            stream.endError(grpcStatus.internal, "a request that is none");
          }
        },
        onHalfClose: () => {
          if (!asked) stream.endError(grpcStatus.internal, "no request");
        },
        onClosed: () => watchers.delete(stream),
        onDrain: () => {},
      };
    };
  };

  return {
    methods: new Map([
      ["/grpc.health.v1.Health/Check", once(check)],
      ["/grpc.health.v1.Health/Watch", once(watch)],
      ["/grpc.health.v1.Health/List", once(list)],
    ]),
    setServing: (now) => {
      if (now === serving) return;
      serving = now;
      for (const [stream, name] of watchers) {
        if (names.includes(name)) stream.send(encodeResponse({ status: statusOf(name) }));
      }
    },
    end: () => {
      for (const stream of watchers.keys()) stream.endError(grpcStatus.unavailable, "shutting down");
    },
  };
}
