import { compilePattern, guardLimitOptions } from "plugins-adapter/framework";
import { z } from "zod";
import { offByDefault, typeNames } from "./catalogue.ts";

const longestPattern = 1000;

const fieldPath = z
  .string()
  .min(1)
  .max(1000)
  .refine((path) => path.split(".").every((part) => part.trim() !== ""), "a path such as accounts.token");

/** The plugin's options; names and defaults are ContextForge's where it has the option. */
export const secretsConfig = z
  .strictObject({
    enabled: z
      .partialRecord(z.enum(typeNames as [string, ...string[]]), z.boolean())
      .default({})
      .describe(
        "Switches types on or off; those that are not named are on, but for hex_secret_32 and base64_24. The types are in the plugin's README",
      ),
    redact: z.boolean().default(false).describe("Put redaction_text in the place of what is found"),
    redaction_text: z
      .string()
      .max(1000)
      .default("***REDACTED***")
      .describe("What stands in the place of a secret"),
    block_on_detection: z
      .boolean()
      .default(true)
      .describe("Deny the message when there are min_findings_to_block findings"),
    min_findings_to_block: z.int().min(1).default(1).describe("Findings from which on a message is denied"),
    field_allowlist: z
      .array(fieldPath)
      .max(1000)
      .default([])
      .describe("Where to look, as paths of member names (accounts.token); everywhere if empty"),
    field_denylist: z
      .array(fieldPath)
      .max(1000)
      .default([])
      .describe("Where not to look, as paths of member names; goes before field_allowlist"),
    allowlist_patterns: z
      .array(z.string().min(1).max(longestPattern))
      .max(1000)
      .default([])
      .describe("RE2 patterns; a finding that lies within a match is left alone"),
    verify_checksums: z
      .boolean()
      .default(false)
      .describe("Leave alone what looks like a token with a check sum (GitHub, npm) but has a wrong one"),
    log_detections: z
      .boolean()
      .default(false)
      .describe("Log how many findings of which types there were, never values"),
    max_text_bytes: z
      .int()
      .positive()
      .default(10_485_760)
      .describe("Longest single text that is read, in bytes of UTF-8; a message with a longer one is denied"),
    max_nested_depth: guardLimitOptions.max_nested_depth,
    max_collection_items: guardLimitOptions.max_collection_items,
    pattern_time_limit_ms: z
      .int()
      .positive()
      .default(1000)
      .describe("Time that allowlist_patterns may take for one message; a message that needs more is denied"),
  })
  .superRefine((config, context) => {
    for (const [index, source] of config.allowlist_patterns.entries()) {
      const reading = compilePattern(source);
      if (!reading.ok)
        context.addIssue({ code: "custom", path: ["allowlist_patterns", index], message: reading.message });
    }
  });

export type SecretsConfig = z.output<typeof secretsConfig>;

/** Whether a type of finding is looked for. */
export function isOn({ enabled }: Pick<SecretsConfig, "enabled">, type: string): boolean {
  return enabled[type] ?? !offByDefault.has(type);
}
