import { lstatSync, unlinkSync } from "node:fs";
import type { Server } from "node:http";
import { connect } from "node:net";
import { type Address, addressText } from "../settings/address.ts";

/** How a server and the option that moves it are called in messages. */
export interface ListenerNames {
  readonly server: string;
  readonly option: string;
}

/**
 * Listens. A unix socket's file that a killed process left is replaced; any other file is left alone. Rejects with a
 * sentence that names the address when it can't be had.
 */
export async function listen(
  server: Server,
  at: Address,
  names: ListenerNames = { server: "management", option: "--management" },
): Promise<void> {
  try {
    if (at.kind === "unix" && (await isAbandoned(at.path))) unlinkSync(at.path);
    await bound(server, at);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    const why = code === "EADDRINUSE" ? "is in use by another process" : `can't be bound (${code})`;
    throw new Error(
      `the ${names.server} address ${addressText(at)} ${why}; choose another with ${names.option}`,
      {
        cause: error,
      },
    );
  }
}

function bound(server: Server, at: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(at.kind === "unix" ? { path: at.path } : { host: at.host, port: at.port }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function isAbandoned(path: string): Promise<boolean> {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSocket()) return Promise.resolve(false);
  return new Promise((resolve) => {
    const probe = connect({ path });
    probe.once("connect", () => {
      probe.destroy();
      resolve(false);
    });
    probe.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code === "ECONNREFUSED"));
  });
}
