import { isIP } from "node:net";

/** What an address is to an attacker. */
export type AddressKind = "metadata" | "loopback" | "link-local" | "private" | "public";

/** Where clouds tell machines their credentials: AWS, Azure, GCP, Oracle, OpenStack; Alibaba; AWS over IPv6; Azure's wire server. */
const metadataAddresses = new Set([
  "169.254.169.254",
  "169.254.170.2",
  "169.254.170.23",
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.192",
]);
const metadataAddresses6 = new Set(["fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254", "fe80::a9fe:a9fe"]);

/**
 * The kind of an IP address in the form that `URL` gives it: dotted decimal, or IPv6 without brackets.
 * @param isPublic whether it is reachable from everywhere
 */
export function addressKind(address: string, isPublic: (address: string) => boolean): AddressKind {
  if (isIP(address) === 4) {
    if (metadataAddresses.has(address)) return "metadata";
    if (address.startsWith("127.") || address.startsWith("0.")) return "loopback";
    if (address.startsWith("169.254.")) return "link-local";
    return isPublic(address) ? "public" : "private";
  }
  if (metadataAddresses6.has(address)) return "metadata";
  const inside = embeddedIpv4(address);
  if (inside !== undefined) return addressKind(inside, isPublic);
  if (address === "::1" || address === "::") return "loopback";
  if (/^fe[89ab]/.test(address)) return "link-local";
  return isPublic(address) ? "public" : "private";
}

/** IPv4 in IPv6: mapped, compatible, NAT64 (RFC 6052), 6to4 (RFC 3056), ISATAP. */
function embeddedIpv4(address: string): string | undefined {
  const groups = groupsOf(address);
  if (groups === undefined) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = groups;
  const isZero = (...values: readonly number[]) => values.every((value) => value === 0);
  if (isZero(a, b, c, d, e) && f === 0xffff) return dotted(g, h);
  if (isZero(a, b, c, d) && e === 0xffff && f === 0) return dotted(g, h);
  if (isZero(a, b, c, d, e, f) && (g !== 0 || h > 1)) return dotted(g, h);
  if (a === 0x64 && b === 0xff9b) return dotted(g, h);
  if (a === 0x2002) return dotted(b, c);
  if ((e === 0 || e === 0x200) && f === 0x5efe) return dotted(g, h);
  return undefined;
}

function groupsOf(address: string): readonly number[] | undefined {
  if (isIP(address) !== 6) return undefined;
  const [head = "", tail] = address.split("::");
  const read = (part: string) =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
  const first = read(head);
  if (tail === undefined) return first;
  const last = read(tail);
  return [...first, ...Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => 0), ...last];
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join(".");
}
