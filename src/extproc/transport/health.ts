/** The standard `grpc.health.v1.Health` service, for load balancers, Kubernetes probes and Envoy's health checks. */

import {
  type Server,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import {
  type HealthList,
  type HealthRequest,
  type HealthResponse,
  type HealthStatus,
  healthService,
} from "./health-messages.ts";

export interface Health {
  /** What to answer for every name from now on; watchers are told. */
  setServing(serving: boolean): void;
  /** Ends the watchers' streams, which would keep their connections open for ever. */
  end(): void;
}

type Watcher = ServerWritableStream<HealthRequest, HealthResponse>;

/** Adds the service to a server; it knows `names`, and reports NOT_SERVING until told otherwise. */
export function addHealthService(server: Server, names: readonly string[]): Health {
  const watchers = new Set<Watcher>();
  let serving = false;

  const statusOf = (name: string): HealthStatus => {
    if (!names.includes(name)) {
      return "SERVICE_UNKNOWN";
    }
    return serving ? "SERVING" : "NOT_SERVING";
  };

  server.addService(healthService, {
    check: (call: ServerUnaryCall<HealthRequest, HealthResponse>, reply: sendUnaryData<HealthResponse>) => {
      const current = statusOf(call.request.service);
      if (current === "SERVICE_UNKNOWN") {
        reply({ code: status.NOT_FOUND, details: "unknown service" });
      } else {
        reply(null, { status: current });
      }
    },
    watch: (call: Watcher) => {
      watchers.add(call);
      call.on("cancelled", () => watchers.delete(call));
      call.write({ status: statusOf(call.request.service) });
    },
    list: (_call: unknown, reply: sendUnaryData<HealthList>) => {
      reply(null, { statuses: Object.fromEntries(names.map((name) => [name, { status: statusOf(name) }])) });
    },
  });

  return {
    setServing: (now) => {
      if (now === serving) {
        return;
      }
      serving = now;
      for (const watcher of watchers) {
        if (names.includes(watcher.request.service)) {
          watcher.write({ status: statusOf(watcher.request.service) });
        }
      }
    },
    end: () => {
      for (const watcher of watchers) {
        watcher.emit("error", { code: status.UNAVAILABLE, details: "shutting down" });
      }
    },
  };
}
