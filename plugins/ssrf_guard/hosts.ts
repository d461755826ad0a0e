import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import { isPublicAddress } from "plugins-adapter/framework";
import { type AddressKind, addressKind } from "./addresses.ts";

/** A host as resolvers and HTTP clients take it: the name in ASCII, or the address. */
export interface Host {
  readonly name: string;
  readonly kind: AddressKind | "internal name" | "rebinding name" | "name";
}

const metadataNames = new Set([
  "metadata",
  "metadata.google.internal",
  "metadata.goog",
  "metadata.azure.com",
  "metadata.azure.internal",
  "instance-data",
  "instance-data.ec2.internal",
  "metadata.tencentyun.com",
  "metadata.platformequinix.com",
  "rancher-metadata",
]);
/** Services whose names are addresses: `10.0.0.1.nip.io` is 10.0.0.1. */
const addressServices = [
  "nip.io",
  "sslip.io",
  "xip.io",
  "xip.name",
  "ip6.name",
  "ipq.co",
  "traefik.me",
  "backname.io",
  "rbndr.us",
  "1u.ms",
  "local-ip.co",
  "local-ip.sh",
  "my.local-ip.co",
];
/** Public names of 127.0.0.1. */
const loopbackNames = [
  "localtest.me",
  "lvh.me",
  "vcap.me",
  "lacolhost.com",
  "localho.st",
  "local.gd",
  "fbi.com.localhost",
  "yoogle.com.localhost",
  "loopback.jp",
  "spoofed.burpcollaborator.net",
];
const internalSuffixes = [
  "localhost",
  "local",
  "internal",
  "intranet",
  "lan",
  "home",
  "corp",
  "private",
  "localdomain",
  "home.arpa",
  "svc",
  "cluster.local",
  "consul",
];

/**
 * Reads a host as WHATWG's URL does: percent escapes, IDNA (full-width and circled letters, ideographic stops), numeric
 * IPv4 in decimal, octal, hexadecimal and short forms, IPv6. Undefined where there is none.
 */
export function readHost(text: string): Host | undefined {
  const bare = text.startsWith("[") ? text : withoutEscapes(text);
  const isSixth = bare.startsWith("[") || (isIP(bare) === 6 && !bare.includes("%"));
  const probe = `http://${isSixth && !bare.startsWith("[") ? `[${bare}]` : withoutZone(bare)}/`;
  if (!URL.canParse(probe)) return oddHost(bare);
  const { hostname } = new URL(probe);
  const name = hostname.replace(/\.+$/, "").replace(/^\[|\]$/g, "");
  if (name === "") return undefined;
  return { name, kind: kindOf(name) };
}

/** Hosts that URL parsers refuse and C libraries take: five and more digits, octal with 8, spaces around. */
function oddHost(text: string): Host | undefined {
  const ascii = domainToASCII(text) || text.toLowerCase();
  if (/^[0-9a-fx.]+$/.test(ascii) && /[0-9]/.test(ascii) && ascii.length < 64) {
    const parts = ascii.split(".");
    const numbers = parts.map((part) =>
      /^0x[0-9a-f]+$/.test(part)
        ? Number.parseInt(part, 16)
        : /^0[0-7]+$/.test(part)
          ? Number.parseInt(part, 8)
          : /^\d+$/.test(part)
            ? Number(part)
            : Number.NaN,
    );
    if (numbers.length > 4 || numbers.some((number) => !Number.isSafeInteger(number))) return undefined;
    // each part wraps around, as with parsers that keep the low bytes; the last one stands for all that are left out
    const last = numbers.pop() as number;
    const rest = 4 - numbers.length;
    const low = last % 256 ** rest;
    const bytes = Array.from(
      { length: rest },
      (_, index) => Math.floor(low / 256 ** (rest - 1 - index)) % 256,
    );
    const address = [...numbers.map((number) => number % 256), ...bytes].join(".");
    return { name: address, kind: addressKind(address, isPublicAddress) };
  }
  return undefined;
}

function kindOf(name: string): Host["kind"] {
  if (isIP(name) !== 0) return addressKind(name, isPublicAddress);
  if (metadataNames.has(name)) return "metadata";
  if (loopbackNames.some((domain) => isUnder(name, domain)) || isUnder(name, "localhost")) return "loopback";
  if (addressServices.some((domain) => isUnder(name, domain))) return "rebinding name";
  if (!name.includes(".") || internalSuffixes.some((suffix) => isUnder(name, suffix))) return "internal name";
  return "name";
}

export function isUnder(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

function withoutEscapes(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `[fe80::1%25eth0]`: the zone is no part of the address. */
function withoutZone(text: string): string {
  const zone = text.startsWith("[") ? text.indexOf("%") : -1;
  return zone === -1 ? text : `${text.slice(0, zone)}]`;
}
