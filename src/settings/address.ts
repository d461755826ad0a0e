/** Where a server listens. */
export type Address =
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "unix"; readonly path: string };

export type AddressReading =
  | { readonly ok: true; readonly address: Address }
  | { readonly ok: false; readonly expected: string };

const expected = "host:port, [ipv6]:port, or the path of a unix socket (/run/x.sock, unix:x.sock)";
/** `sun_path` of Linux holds 108 bytes, one of them the end. */
const mostPathBytes = 107;

/** Reads `host:port`, `[::1]:port`, `/path`, `./path` or `unix:path`. Port 0 is any free port. */
export function readAddress(text: string): AddressReading {
  if (text.startsWith("unix:") || text.startsWith("/") || text.startsWith("./")) {
    const path = text.startsWith("unix:") ? text.slice("unix:".length).replace(/^\/\/(?=\/)/, "") : text;
    if (path === "" || path.includes("\0")) return { ok: false, expected };
    if (Buffer.byteLength(path) > mostPathBytes)
      return { ok: false, expected: `a socket path of at most ${mostPathBytes} bytes` };
    return { ok: true, address: { kind: "unix", path } };
  }
  const colon = text.lastIndexOf(":");
  if (colon <= 0) return { ok: false, expected };
  const bracketed = text.startsWith("[");
  const host = bracketed ? text.slice(1, colon - 1) : text.slice(0, colon);
  const port = text.slice(colon + 1);
  if (
    bracketed
      ? text[colon - 1] !== "]" || !/^[0-9A-Fa-f:.]{2,45}$/.test(host)
      : !/^[A-Za-z0-9._-]{1,253}$/.test(host)
  ) {
    return { ok: false, expected };
  }
  if (!/^[0-9]{1,5}$/.test(port) || Number(port) > 65_535)
    return { ok: false, expected: `${expected}, the port from 0 to 65535` };
  return { ok: true, address: { kind: "tcp", host, port: Number(port) } };
}

/** True where only processes of this machine (or pod) can connect. */
export function isLocal(address: Address): boolean {
  if (address.kind === "unix") return true;
  const { host } = address;
  return host === "localhost" || host === "::1" || /^127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}$/.test(host);
}

/** The address as text that `readAddress` reads. */
export function addressText(address: Address): string {
  if (address.kind === "unix") return `unix:${address.path}`;
  return address.host.includes(":") ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}
