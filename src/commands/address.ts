import type { ListenAddress } from "../extproc/transport/transport.ts";
import { UsageError } from "./command.ts";

/** `host:port`, `[v6]:port`. `flag` names the argument in the error. */
export function parseHostPort(text: string, flag: string): { host: string; port: number } {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:\s/]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined || !(port <= 65_535)) throw new UsageError(`${flag} takes host:port, not "${text}"`);
  return { host, port };
}

/** `host:port`, or the path of a unix socket (`/…`, `./…` or `unix:…`). */
export function parseAddress(text: string, flag: string): ListenAddress {
  if (text.startsWith("unix:")) return { kind: "unix", path: text.slice("unix:".length) };
  if (text.startsWith("/") || text.startsWith("./")) return { kind: "unix", path: text };
  return { kind: "tcp", ...parseHostPort(text, flag) };
}

/** An address as it is written. */
export function formatAddress(address: ListenAddress): string {
  if (address.kind === "unix") return address.path;
  return `${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}`;
}
