/** The gRPC server for Envoy, on @grpc/grpc-js. */

import type { ServerHttp2Session } from "node:http2";
import { Server, ServerCredentials, ServerInterceptingCall } from "@grpc/grpc-js";
import { onSession, tuneServer } from "./http2-tuning.ts";
import { createLiveSet } from "./live-set.ts";
import { createServer, type Engine } from "./server.ts";
import type { Services } from "./services.ts";
import type { TransportOptions } from "./transport.ts";
import type { CreateTransport } from "./transports.ts";

/** The transport `grpc-js`. */
export const createGrpcTransport: CreateTransport = (options, accept, onFault = () => {}) =>
  createServer(options, accept, onFault, (methods) => createEngine(options, methods));

function createEngine(options: TransportOptions, methods: Services["methods"]): Engine {
  const sessions = createLiveSet<ServerHttp2Session>();
  const server = new Server({
    "grpc.max_receive_message_length": options.maxMessageBytes,
    "grpc.max_send_message_length": -1,
    "grpc.max_concurrent_streams": options.maxConcurrentStreams,
    "grpc.keepalive_time_ms": options.keepalive.intervalMs,
    "grpc.keepalive_timeout_ms": options.keepalive.timeoutMs,
    "grpc.enable_channelz": 0,
    interceptors: [
      ({ path }, call) => {
        const serve = methods.get(path);
        return new ServerInterceptingCall(call, serve && { start: (next) => next(serve(call)) });
      },
    ],
  });
  const resetLimitRaised = tuneServer(server, options.initialStreamWindow);
  // The interceptor keeps the calls to itself; this makes the methods known.
  for (const path of methods.keys()) {
    server.register(
      path,
      () => {},
      (message: Buffer) => message,
      (bytes: Buffer) => bytes,
      "bidi",
    );
  }
  // What comes out of TLS is for it a connection like others.
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  onSession(server, (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
    session.setLocalWindowSize(options.initialConnectionWindow);
  });

  return {
    resetLimitRaised,
    connections: sessions,
    serve: (socket) => injector.injectConnection(socket),
    announceDrain: () => {
      for (const session of sessions) {
        if (!session.closed && !session.destroyed) session.goaway(0, 2 ** 31 - 1);
      }
    },
    // Its callback is of no use: it takes a session for finished once the peer announced that it will close it.
    refuseStreams: () => server.tryShutdown(() => {}),
    close: () => server.forceShutdown(),
  };
}
