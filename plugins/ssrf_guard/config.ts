import { BlockList, isIP } from "node:net";
import { exemptionsSchema, guardLimitOptions } from "plugins-adapter/framework";
import { z } from "zod";

const names = (fallback: readonly string[]) =>
  z
    .array(z.string().min(1).max(1000))
    .max(1000)
    .default([...fallback]);

const network = z
  .string()
  .max(64)
  .refine(
    (text) => addNetwork(new BlockList(), text),
    "is not a network such as `10.1.0.0/16` or `fd00::/8`",
  );

export const ssrfConfig = z.strictObject({
  allowed_hosts: names([]).describe(
    "Hosts that may be reached whatever their address, with everything under them",
  ),
  allowed_networks: z
    .array(network)
    .max(1000)
    .default([])
    .describe("Networks whose addresses may be reached, as `10.1.0.0/16`"),
  denied_hosts: names([]).describe("Hosts that must not be reached, with everything under them"),
  only_allowed_hosts: z
    .boolean()
    .default(false)
    .describe("Deny every host that is not in `allowed_hosts` or `allowed_networks`"),
  allow_loopback: z
    .boolean()
    .default(false)
    .describe("Let URLs lead to this machine: 127.0.0.0/8, ::1, localhost"),
  allow_private: z
    .boolean()
    .default(false)
    .describe(
      "Let URLs lead to private, link-local and reserved addresses, and to internal names; never to metadata addresses",
    ),
  allow_rebinding_names: z
    .boolean()
    .default(false)
    .describe("Let URLs lead to names that are addresses, such as 10.0.0.1.nip.io"),
  denied_schemes: names([
    "gopher",
    "dict",
    "file",
    "ldap",
    "ldaps",
    "tftp",
    "jar",
    "netdoc",
    "phar",
    "expect",
    "php",
    "sftp",
    "telnet",
    "smb",
    "imap",
    "pop3",
    "smtp",
    "rtsp",
  ]).describe("Schemes that are denied in URLs"),
  url_fields: names([
    "url",
    "urls",
    "uri",
    "link",
    "links",
    "href",
    "src",
    "endpoint",
    "webhook",
    "webhook_url",
    "callback",
    "callback_url",
    "redirect_uri",
    "base_url",
    "target",
    "host",
    "hostname",
    "server",
    "address",
    "ip",
    "domain",
    "proxy",
  ]).describe("Names of arguments that are URLs or hosts, letter case ignored: there a host needs no scheme"),
  sentences: z
    .enum(["metadata", "all", "none"])
    .default("metadata")
    .describe(
      "Which URLs are denied in texts that are more than a URL: those of metadata services, all that are denied elsewhere, or none",
    ),
  block_on_violation: z
    .boolean()
    .default(true)
    .describe("Deny; false: go on, with `ssrf_issues` in the metadata"),
  exemptions: exemptionsSchema,
  ...guardLimitOptions,
});

export type SsrfConfig = z.output<typeof ssrfConfig>;

/** Whether the text was a network. */
export function addNetwork(list: BlockList, text: string): boolean {
  const [address = "", prefix, more] = text.split("/");
  const family = isIP(address);
  const bits =
    prefix === undefined ? (family === 4 ? 32 : 128) : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (family === 0 || more !== undefined || bits < 0 || bits > (family === 4 ? 32 : 128)) return false;
  list.addSubnet(address, bits, family === 4 ? "ipv4" : "ipv6");
  return true;
}
