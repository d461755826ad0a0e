/** The listening socket, TCP or unix. */

import { chmodSync, mkdtempSync, renameSync, rmSync, statSync, unlinkSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { basename, dirname, join } from "node:path";
import type { ListenAddress } from "./transport.ts";

export interface Listener {
  /** The address in use; the port is the real one when 0 was asked for. */
  readonly address: ListenAddress;
  /** Accepts nothing more, and removes a unix socket's file. Open connections stay. */
  stop(): void;
  /** Cuts off the connections that are still open. */
  destroyConnections(): void;
}

/**
 * Listens, and hands over every connection. Rejects with one sentence for people when the address cannot be had.
 *
 * A unix socket appears under its path only when it listens and has its mode, by renaming it there, so that nobody
 * connects in between. A socket file that nobody listens on any more is replaced; any other file is left alone.
 */
export async function listen(
  address: ListenAddress,
  onConnection: (socket: Socket) => void,
  onFault: (error: unknown) => void,
): Promise<Listener> {
  const connections = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
    // A connection that breaks is its peer's loss; without a listener it would be the process's.
    socket.on("error", () => {});
    onConnection(socket);
  });
  const bound = address.kind === "tcp" ? await bindTcp(server, address) : await bindUnix(server, address);
  server.on("error", onFault);
  return {
    address: bound.address,
    stop: () => {
      bound.release();
      server.close();
    },
    destroyConnections: () => {
      for (const socket of connections) {
        socket.destroy();
      }
    },
  };
}

interface Bound {
  readonly address: ListenAddress;
  release(): void;
}

async function bindTcp(server: Server, address: ListenAddress & { kind: "tcp" }): Promise<Bound> {
  try {
    await listening(server, () => server.listen({ host: address.host, port: address.port }));
  } catch (error) {
    throw new Error(`cannot listen on ${address.host}:${address.port}: ${reason(error)}`, { cause: error });
  }
  const inUse = server.address();
  const port = typeof inUse === "object" && inUse !== null ? inUse.port : address.port;
  return { address: { kind: "tcp", host: address.host, port }, release: () => {} };
}

async function bindUnix(server: Server, address: ListenAddress & { kind: "unix" }): Promise<Bound> {
  const { path } = address;
  let directory: string | undefined;
  try {
    await checkPathIsFree(path);
    // mkdtemp makes it mode 0700: the socket is out of reach until it is ready.
    directory = mkdtempSync(join(dirname(path), ".sock-"));
    const hidden = join(directory, basename(path).slice(0, 1));
    await listening(server, () => server.listen({ path: hidden }));
    chmodSync(hidden, address.mode ?? 0o600);
    renameSync(hidden, path);
    const { ino } = statSync(path);
    return { address, release: () => removeIfOurs(path, ino) };
  } catch (error) {
    server.close();
    throw new Error(`cannot listen on ${path}: ${reason(error)}`, { cause: error });
  } finally {
    if (directory !== undefined) {
      rmSync(directory, { recursive: true, force: true });
    }
  }
}

function listening(server: Server, start: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.once("listening", () => {
      server.off("error", reject);
      resolve();
    });
    start();
  });
}

/** `sun_path` less its final zero, where that is shortest (macOS; Linux has four bytes more). */
const maxSocketPath = 103;

/** Rejects when the path cannot be connected to, or there is something under the path that must not be replaced. */
async function checkPathIsFree(path: string): Promise<void> {
  const whileHidden = Buffer.byteLength(dirname(path)) + "/.sock-XXXXXX/s".length;
  if (Math.max(whileHidden, Buffer.byteLength(path)) > maxSocketPath) {
    throw new Error(`the path is too long for a socket (${maxSocketPath} bytes)`);
  }
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    return;
  }
  if (!found.isSocket()) {
    throw new Error("there is a file of that name which is not a socket");
  }
  if (await somebodyAnswers(path)) {
    throw new Error("another process listens there");
  }
}

function somebodyAnswers(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = connect({ path });
    probe.once("connect", () => {
      probe.destroy();
      resolve(true);
    });
    probe.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED" || error.code === "ENOENT") {
        resolve(false);
      } else {
        reject(error);
      }
    });
  });
}

/** A successor may already have put its own socket under the path. */
function removeIfOurs(path: string, ino: number): void {
  if (statSync(path, { throwIfNoEntry: false })?.ino === ino) {
    unlinkSync(path);
  }
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "the address is in use by another process",
  EADDRNOTAVAIL: "this machine does not have that address",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOENT: "the directory does not exist",
  ENOTDIR: "the directory is not a directory",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name cannot be looked up",
};

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code !== undefined && reasons[code]) || message;
}
