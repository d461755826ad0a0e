/** The gRPC server for Envoy, on @grpc/grpc-js. */

import type { ServerHttp2Session } from "node:http2";
import { type ConnectionInjector, Server, ServerCredentials, ServerInterceptingCall } from "@grpc/grpc-js";
import { type LiveStream, serveCall } from "./grpc-stream.ts";
import { addHealthService } from "./health.ts";
import { onSession, tuneServer } from "./http2-tuning.ts";
import { type Listener, listen } from "./listener.ts";
import { createLiveSet } from "./live-set.ts";
import { addReflection } from "./reflection.ts";
import type { TlsMaterial, Transport } from "./transport.ts";
import type { CreateTransport } from "./transports.ts";

const serviceName = "envoy.service.ext_proc.v3.ExternalProcessor";
const processPath = `/${serviceName}/Process`;

/** How long peers get to take note of the first GOAWAY. Milliseconds. */
const goawayNotice = 100;
/** How long the last statuses get to reach their peers. Milliseconds. */
const lastGrace = 1000;

/** The transport `grpc-js`. */
export const createGrpcTransport: CreateTransport = (options, accept, onFault = () => {}): Transport => {
  const live = createLiveSet<LiveStream>();
  const sessions = createLiveSet<ServerHttp2Session>();
  const server = new Server({
    "grpc.max_receive_message_length": options.maxMessageBytes,
    "grpc.max_send_message_length": -1,
    "grpc.max_concurrent_streams": options.maxConcurrentStreams,
    "grpc.keepalive_time_ms": options.keepalive.intervalMs,
    "grpc.keepalive_timeout_ms": options.keepalive.timeoutMs,
    "grpc.enable_channelz": 0,
    interceptors: [
      (method, call) =>
        method.path === processPath
          ? new ServerInterceptingCall(call, {
              start: (next) => next(serveCall(call, accept, live, onFault)),
            })
          : new ServerInterceptingCall(call),
    ],
  });
  const resetLimitRaised = tuneServer(server, options.initialStreamWindow);
  // The interceptor keeps Process calls to itself; this makes the method known.
  server.register(
    processPath,
    () => {},
    (message: Buffer) => message,
    (bytes: Buffer) => bytes,
    "bidi",
  );
  const health = addHealthService(server, ["", serviceName]);
  addReflection(server);

  let listener: Listener | undefined;
  let drained: Promise<void> | undefined;

  const drain = async (deadlineMs: number): Promise<void> => {
    health.setServing(false);
    listener?.stop();
    const deadline = performance.now() + deadlineMs;
    if (sessions.size > 0) {
      // A GOAWAY that names the last stream loses the streams that cross it on the way here, so the first one names
      // none: the peer stops opening streams by itself (RFC 9113, section 6.8).
      for (const session of sessions) {
        if (!session.closed && !session.destroyed) {
          session.goaway(0, 2 ** 31 - 1);
        }
      }
      await within(Math.min(goawayNotice, deadlineMs));
    }
    // Its callback is of no use: it takes a session for finished once the peer announced that it will close it.
    server.tryShutdown(() => {});
    await within(Math.max(0, deadline - performance.now()), live.empty());
    for (const stream of live) {
      stream.cut();
    }
    health.end();
    await within(lastGrace, sessions.empty());
    server.forceShutdown();
    listener?.destroyConnections();
  };

  return {
    resetLimitRaised,
    start: async () => {
      const injector = openServer(server, options.tls);
      onSession(server, (session) => {
        sessions.add(session);
        session.once("close", () => sessions.delete(session));
        session.setLocalWindowSize(options.initialConnectionWindow);
      });
      listener = await listen(options.listen, (socket) => injector.injectConnection(socket), onFault);
      return listener.address;
    },
    setServing: (serving) => health.setServing(serving),
    drain: (deadlineMs) => {
      drained ??= drain(deadlineMs);
      return drained;
    },
  };
};

/** The HTTP/2 side, to which the listener gives its connections. */
function openServer(server: Server, tls: TlsMaterial | undefined): ConnectionInjector {
  if (tls === undefined) {
    return server.createConnectionInjector(ServerCredentials.createInsecure());
  }
  const { clientCa } = tls;
  try {
    const credentials = ServerCredentials.createSsl(
      clientCa === undefined ? null : Buffer.from(clientCa),
      [{ cert_chain: Buffer.from(tls.cert), private_key: Buffer.from(tls.key) }],
      clientCa !== undefined,
    );
    return server.createConnectionInjector(credentials);
  } catch (error) {
    throw new Error(`the TLS certificate or key cannot be used: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Resolves when the promise does, and at the latest after so many milliseconds. */
async function within(milliseconds: number, promise: Promise<void> = new Promise(() => {})): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([promise, timeout]);
  clearTimeout(timer);
}
