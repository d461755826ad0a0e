/** The transport `lean`. What it costs and what it guards against: docs/decisions/012-lean-transport.md. */

import { createLiveSet } from "../live-set.ts";
import { createServer } from "../server.ts";
import type { StreamAcceptor, Transport, TransportOptions } from "../transport.ts";
import { type Connection, serveConnection } from "./connection.ts";
import { defaultLimits, type Limits } from "./limits.ts";

export function createLeanTransport(
  options: TransportOptions,
  accept: StreamAcceptor,
  onFault: (error: unknown) => void = () => {},
  limits: Limits = defaultLimits,
): Transport {
  const connections = createLiveSet<Connection>();
  return createServer(options, accept, onFault, (methods) => ({
    resetLimitRaised: true,
    connections,
    serve: (socket) => {
      if (connections.size >= limits.connections) return void socket.destroy();
      const connection = serveConnection(socket, { ...options, methods, limits, onFault });
      connections.add(connection);
      socket.once("close", () => connections.delete(connection));
    },
    announceDrain: () => {
      for (const connection of connections) connection.announceDrain();
    },
    refuseStreams: () => {
      for (const connection of connections) connection.drain();
    },
  }));
}
