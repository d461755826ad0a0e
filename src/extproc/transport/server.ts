/** The life of a server for Envoy: it listens, tells its health, and drains. What speaks HTTP/2 is an engine. */

import type { Socket } from "node:net";
import { type Listener, listen } from "./listener.ts";
import { createServices, type Services } from "./services.ts";
import { overTls } from "./tls.ts";
import type { StreamAcceptor, Transport, TransportOptions } from "./transport.ts";

/** How long peers get to take note of the first GOAWAY. Milliseconds. */
const goawayNotice = 100;
/** How long the last statuses get to reach their peers. Milliseconds. */
const lastGrace = 1000;

/** HTTP/2 with gRPC on connections. */
export interface Engine {
  readonly resetLimitRaised: boolean;
  readonly connections: { readonly size: number; empty(): Promise<void> };
  serve(socket: Socket): void;
  /** Sends GOAWAYs that name no stream: peers stop opening streams, and those that cross it are served. */
  announceDrain(): void;
  /** Refuses new streams; connections end behind their last one. */
  refuseStreams(): void;
  /** Lets go of all. The connections are cut off behind it. */
  close?(): void;
}

/** Makes a transport of an engine for the methods that there are. */
export function createServer(
  options: TransportOptions,
  accept: StreamAcceptor,
  onFault: (error: unknown) => void,
  createEngine: (methods: Services["methods"]) => Engine,
): Transport {
  const services = createServices(accept, onFault);
  const engine = createEngine(services.methods);
  let listener: Listener | undefined;
  let drained: Promise<void> | undefined;

  const drain = async (deadlineMs: number): Promise<void> => {
    services.setServing(false);
    listener?.stop();
    const deadline = performance.now() + deadlineMs;
    if (engine.connections.size > 0) {
      // A GOAWAY that names the last stream loses the streams that cross it on the way here, so the first one names
      // none: the peer stops opening streams by itself (RFC 9113, section 6.8).
      engine.announceDrain();
      await within(Math.min(goawayNotice, deadlineMs), engine.connections.empty());
    }
    engine.refuseStreams();
    await within(Math.max(0, deadline - performance.now()), services.live.empty());
    for (const stream of services.live) {
      stream.cut();
    }
    services.end();
    await within(lastGrace, engine.connections.empty());
    engine.close?.();
    listener?.destroyConnections();
  };

  /** Not what comes out of a TLS handshake in a drain: it would not be told to stop, and be cut off at work. */
  const serve = (socket: Socket): void => {
    if (drained === undefined) engine.serve(socket);
    else socket.destroy();
  };

  return {
    resetLimitRaised: engine.resetLimitRaised,
    start: async () => {
      const onConnection = options.tls === undefined ? serve : overTls(options.tls, serve);
      listener = await listen(options.listen, onConnection, onFault);
      return listener.address;
    },
    setServing: services.setServing,
    drain: (deadlineMs) => {
      drained ??= drain(deadlineMs);
      return drained;
    },
  };
}

/** Resolves when the promise does, and at the latest after so many milliseconds. */
async function within(milliseconds: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([promise, timeout]);
  clearTimeout(timer);
}
