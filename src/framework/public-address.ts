import { BlockList, isIP } from "node:net";

/** RFC 6890: this network, private, shared, loopback, link-local, IETF, documentation, benchmarking, multicast, reserved. */
const closed4 = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const)
  closed4.addSubnet(net, prefix, "ipv4");

/** Of IPv6 only global unicast is public, without what tunnels IPv4 or is documentation. */
const global6 = new BlockList();
global6.addSubnet("2000::", 3, "ipv6");
const closed6 = new BlockList();
for (const [net, prefix] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const)
  closed6.addSubnet(net, prefix, "ipv6");

/** Whether an IP address, in text, is reachable from everywhere: nothing of a private network or this machine. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !closed4.check(address, "ipv4");
  return isIP(address) === 6 && global6.check(address, "ipv6") && !closed6.check(address, "ipv6");
}
