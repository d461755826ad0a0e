import { compilePattern, exemptionsSchema, guardLimitOptions, hostName } from "plugins-adapter/framework";
import { z } from "zod";

const domains = z
  .array(
    z
      .string()
      .min(1)
      .max(300)
      .refine((entry) => domainOf(entry) !== undefined, "is not a host or domain"),
  )
  .max(100_000)
  .default([]);

const patterns = (ignoreCase: boolean) =>
  z
    .array(
      z
        .string()
        .min(1)
        .max(1000)
        .refine(
          (source) => compilePattern(source, { ignoreCase }).ok,
          "is not a regular expression in RE2's syntax",
        ),
    )
    .max(1000)
    .default([]);

export const reputationConfig = z.strictObject({
  whitelist_domains: domains.describe("Hosts that pass without further checks, with everything under them"),
  allowed_patterns: patterns(false).describe(
    "A URL that matches one of these regular expressions passes without further checks",
  ),
  blocked_domains: domains.describe("Hosts that are denied, with everything under them"),
  blocked_patterns: patterns(true).describe(
    "A URL that matches one of these regular expressions is denied, letter case ignored",
  ),
  only_whitelisted: z
    .boolean()
    .default(false)
    .describe("Deny every host that neither `whitelist_domains` nor `allowed_patterns` lets pass"),
  block_non_secure_http: z
    .boolean()
    .default(true)
    .describe("Deny schemes that reach a host without encryption: http, ws, ftp and the like"),
  use_heuristic_check: z
    .boolean()
    .default(false)
    .describe("Deny hosts whose names look made by a machine, pretend to be others, or cannot exist"),
  entropy_threshold: z
    .number()
    .min(0)
    .max(8)
    .default(3.65)
    .describe(
      "Bits a character from which on a part of a name can look made by a machine; eight characters at least",
    ),
  protected_domains: domains.describe(
    "Domains that others must not look like, for the heuristic check: your own, and those your users trust",
  ),
  check_arguments: z.boolean().default(false).describe("Check URLs in arguments of tools and prompts, too"),
  check_results: z
    .boolean()
    .default(false)
    .describe("Check URLs in results, resources, and what servers ask clients, too"),
  redact_results: z
    .boolean()
    .default(false)
    .describe("Replace URLs of results instead of denying the message"),
  redaction_text: z.string().max(1000).default("[link removed]").describe("What stands in their place"),
  block_on_violation: z
    .boolean()
    .default(true)
    .describe("Deny; false: go on, with `url_reputation` in the metadata"),
  exemptions: exemptionsSchema,
  ...guardLimitOptions,
});

export type ReputationConfig = z.output<typeof reputationConfig>;

/** `*.example.com` and `.example.com` mean what `example.com` means here; undefined for what is no host. */
export function domainOf(entry: string): string | undefined {
  const name = entry.trim().replace(/^\*?\./, "");
  return /[\s/?#@\\]/.test(name) ? undefined : hostName(name);
}
