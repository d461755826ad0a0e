/** TLS on the connections of a listener. */

import type { Socket } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import type { TlsMaterial } from "./transport.ts";

/** Milliseconds. */
const handshakeTimeout = 10_000;

/**
 * Takes connections and serves what is in them; peers have to ask for HTTP/2 by ALPN. Throws where the material cannot be
 * used.
 */
export function overTls(tls: TlsMaterial, serve: (socket: TLSSocket) => void): (socket: Socket) => void {
  const server = createTlsServer(tls);
  server.on("secureConnection", (socket) => {
    socket.on("error", () => {});
    if (socket.alpnProtocol === "h2") serve(socket);
    else socket.destroy();
  });
  // A handshake that fails is its peer's loss.
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  return (socket) => server.emit("connection", socket);
}

function createTlsServer({ cert, key, clientCa }: TlsMaterial): Server {
  try {
    return createServer({
      cert: Buffer.from(cert),
      key: Buffer.from(key),
      ...(clientCa && { ca: Buffer.from(clientCa), requestCert: true, rejectUnauthorized: true }),
      ALPNProtocols: ["h2"],
      handshakeTimeout,
    });
  } catch (error) {
    throw new Error(`the TLS certificate or key cannot be used: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
