/** The gRPC servers that `adapter.listen.transport` names. */

import type { TransportName } from "../../settings/listen.ts";
import type { StreamAcceptor, Transport, TransportOptions } from "./transport.ts";

/**
 * Makes a transport that serves `ExternalProcessor/Process` through `accept`, the standard health service (NOT_SERVING
 * until told otherwise) and reflection. Messages over `maxMessageBytes` end their stream with RESOURCE_EXHAUSTED.
 *
 * @param onFault told of errors that are bugs: what `accept` or a handler throws. Their exchange ends with INTERNAL.
 */
export type CreateTransport = (
  options: TransportOptions,
  accept: StreamAcceptor,
  onFault?: (error: unknown) => void,
) => Transport;

/** Loads one of them; the code of the others stays unread. */
export function loadTransport(name: TransportName): Promise<CreateTransport> {
  return loaders[name]();
}

const loaders: Readonly<Record<TransportName, () => Promise<CreateTransport>>> = {
  "grpc-js": async () => (await import("./grpc-js.ts")).createGrpcTransport,
  lean: async () => (await import("./lean/server.ts")).createLeanTransport,
};
