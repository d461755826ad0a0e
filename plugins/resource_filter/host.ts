import { domainToASCII } from "node:url";

/** What a URI says that the filter decides by. `host` is empty where it has none. */
export interface UriParts {
  readonly protocol: string;
  readonly host: string;
}

/**
 * Reads a URI. Undefined when it is none, or when parsers disagree about it: control characters, spaces and backslashes,
 * which some drop and some take for slashes.
 */
export function readUri(uri: string): UriParts | undefined {
  for (let index = 0; index < uri.length; index++) {
    const code = uri.charCodeAt(index);
    if (code <= 0x20 || code === 0x5c || code === 0x7f) return undefined;
  }
  if (!URL.canParse(uri)) return undefined;
  const url = new URL(uri);
  const host = url.hostname === "" ? "" : canonicalHost(url.hostname);
  return host === undefined ? undefined : { protocol: url.protocol.slice(0, -1), host };
}

/**
 * One spelling for all of a host's: lower case, IDNA's ASCII form, numeric IPv4 in dotted decimal (`0x7f.1` is
 * 127.0.0.1), IPv6 shortened, an IPv4 address inside IPv6 as itself, no trailing dot. Undefined when it is no host.
 */
export function canonicalHost(host: string): string | undefined {
  const decoded = percentDecoded(host);
  if (decoded === undefined) return undefined;
  for (const mark of "/?#@\\") {
    if (decoded.includes(mark)) return undefined;
  }
  const isIpv6 = decoded.startsWith("[");
  const ascii = isIpv6 ? decoded : domainToASCII(decoded);
  const probe = `http://${ascii}/`;
  if (ascii === "" || !URL.canParse(probe)) return undefined;
  const { hostname, port } = new URL(probe);
  if (port !== "") return undefined;
  const plain = hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
  return plain === "" ? undefined : (embeddedIpv4(plain) ?? plain);
}

/** Whether a host is one of the domains or lies under one. */
export function isUnder(host: string, domains: ReadonlySet<string>): boolean {
  if (domains.has(host)) return true;
  if (host.startsWith("[") || isIpv4(host)) return false;
  for (let dot = host.indexOf("."); dot !== -1; dot = host.indexOf(".", dot + 1)) {
    if (domains.has(host.slice(dot + 1))) return true;
  }
  return false;
}

function percentDecoded(host: string): string | undefined {
  try {
    return decodeURIComponent(host);
  } catch {
    return undefined;
  }
}

/** `[::ffff:7f00:1]` reaches the same machine as 127.0.0.1 (RFC 4291 §2.5.5.2). */
function embeddedIpv4(host: string): string | undefined {
  const prefix = "[::ffff:";
  if (!host.startsWith(prefix)) return undefined;
  const [high, low, ...more] = host.slice(prefix.length, -1).split(":");
  if (high === undefined || low === undefined || more.length > 0) return undefined;
  const value = Number.parseInt(high, 16) * 0x10000 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

function isIpv4(host: string): boolean {
  const parts = host.split(".");
  return parts.length === 4 && parts.every((part) => part !== "" && Number(part) <= 255);
}
