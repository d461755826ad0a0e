import { compilePattern, exemptionsSchema } from "plugins-adapter/framework";
import { z } from "zod";

export const encodings = ["base64", "base64url", "hex", "percent_encoding", "escaped_hex"] as const;
export type Encoding = (typeof encodings)[number];

const on = z.boolean().default(true);
const words = z.array(z.string().min(1).max(200)).max(1000).default([]);
const score = z.int().min(0).max(10);

export const exfilConfig = z.strictObject({
  enabled: z
    .strictObject({ base64: on, base64url: on, hex: on, percent_encoding: on, escaped_hex: on })
    .prefault({})
    .describe("Encodings that are looked for"),
  min_encoded_length: z
    .int()
    .min(8)
    .max(8192)
    .default(24)
    .describe("Characters that an encoded run has at least"),
  min_decoded_length: z.int().min(4).max(32_768).default(12).describe("Bytes that it holds at least"),
  min_entropy: z
    .number()
    .min(0)
    .max(8)
    .default(3.3)
    .describe("Bits a byte from which on decoded data scores for its entropy"),
  min_printable_ratio: z
    .number()
    .min(0)
    .max(1)
    .default(0.7)
    .describe("Part of readable characters from which on decoded bytes are text"),
  min_suspicion_score: z
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe("Score from which on a run is a finding; 10 is the most"),
  max_scan_string_length: z
    .int()
    .min(1000)
    .max(5_000_000)
    .default(200_000)
    .describe(
      "Characters that are read at once; a longer text is read piece by piece (ContextForge skips it)",
    ),
  max_findings_per_value: z
    .int()
    .min(1)
    .max(500)
    .default(50)
    .describe("Findings of one text that are told in details; all of them count and are redacted"),
  redact: z.boolean().default(false).describe("Replace findings by `redaction_text`"),
  redaction_text: z
    .string()
    .max(1000)
    .default("***ENCODED_REDACTED***")
    .describe("What stands in the place of a finding"),
  block_on_detection: z.boolean().default(true).describe("Deny the message"),
  min_findings_to_block: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe("Findings in a message from which on it is denied"),
  include_detection_details: z
    .boolean()
    .default(true)
    .describe("Tell place, score and reasons of findings in the violation's details; never what was encoded"),
  allowlist_patterns: z
    .array(
      z
        .string()
        .min(1)
        .max(1000)
        .refine((source) => compilePattern(source).ok, "is not a regular expression in RE2's syntax"),
    )
    .max(200)
    .default([])
    .describe("Encoded runs that match one of these regular expressions are let pass"),
  extra_sensitive_keywords: words.describe("Words that score 2 where a decoded text has them"),
  extra_egress_hints: words.describe(
    "Words within 80 characters of a run that score, beside the built-in ones",
  ),
  max_decode_depth: z.int().min(1).max(5).default(2).describe("Encodings in each other that are read"),
  max_recursion_depth: z
    .int()
    .min(1)
    .max(1000)
    .default(32)
    .describe("Nesting of objects and lists beyond which the message is denied"),
  log_detections: z.boolean().default(true).describe("Write a line to the log when something was found"),
  per_encoding_score: z
    .partialRecord(z.enum(encodings), score)
    .default({})
    .describe("Scores that take the place of `min_suspicion_score` for single encodings"),
  parse_json_strings: z
    .boolean()
    .default(true)
    .describe("Read the strings of a text that is JSON one by one, without their escapes"),
  exemptions: exemptionsSchema,
});
export type ExfilConfig = z.output<typeof exfilConfig>;
