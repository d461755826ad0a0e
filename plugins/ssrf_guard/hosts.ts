import { isIP } from "node:net";
import { hostName, isPublicAddress, isUnderDomain } from "plugins-adapter/framework";
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

/** A host as `hostName` reads it, and what it is to an attacker. */
export function readHost(text: string): Host | undefined {
  const name = hostName(text);
  return name === undefined ? undefined : { name, kind: kindOf(name) };
}

function kindOf(name: string): Host["kind"] {
  if (isIP(name) !== 0) return addressKind(name, isPublicAddress);
  if (metadataNames.has(name)) return "metadata";
  if (loopbackNames.some((domain) => isUnderDomain(name, domain)) || isUnderDomain(name, "localhost"))
    return "loopback";
  if (addressServices.some((domain) => isUnderDomain(name, domain))) return "rebinding name";
  if (!name.includes(".") || internalSuffixes.some((suffix) => isUnderDomain(name, suffix)))
    return "internal name";
  return "name";
}
