import { compilePattern, exemptionsSchema } from "plugins-adapter/framework";
import { z } from "zod";
import { type PiiType, piiTypes } from "./finding.ts";
import { maskStrategies } from "./mask.ts";
import { schemeCountries } from "./national/schemes.ts";
import { strictProblems } from "./strict.ts";

const flag = (byDefault: boolean, what: string) => z.boolean().default(byDefault).describe(what);
const strategy = z.enum(maskStrategies);
const longestPattern = 1000;

const customPattern = z.strictObject({
  pattern: z
    .string()
    .min(1)
    .max(longestPattern)
    .describe("Regular expression in RE2 syntax, letter case ignored"),
  description: z.string().default("").describe("What it finds, for people"),
  mask_strategy: strategy
    .nullable()
    .optional()
    .describe("How its findings are masked; default_mask_strategy if absent"),
  enabled: flag(true, "Whether it is used"),
});

const names = z.array(z.string().min(1).max(1000)).min(1).max(1000);

const restoreRule = z.strictObject({
  tools: names.describe("Tools by name or glob that get the values in the place of tokens"),
  servers: names
    .optional()
    .describe("Servers by `server_id` or glob; any when left out. With it, an unknown server gets no values"),
  types: z
    .array(z.enum([...piiTypes, "custom"]))
    .min(1)
    .optional()
    .describe("Types of data that they get; all when left out"),
  fields: names
    .optional()
    .describe("Places by dotted path or glob, such as `args.to`; all arguments when left out"),
});
export type RestoreRule = z.output<typeof restoreRule>;

/** The filter's options; names and defaults are ContextForge's where it has the option. */
export const piiConfig = z
  .strictObject({
    detect_ssn: flag(true, "US social security numbers: 123-45-6789, or nine digits after a label"),
    detect_bsn: flag(true, "Dutch citizen service numbers: nine digits after a label"),
    detect_national_id: flag(
      true,
      "National identity and tax numbers whose check digits are right: by their form, or after a label",
    ),
    national_id_countries: z
      .array(z.enum(schemeCountries))
      .optional()
      .describe("Countries whose numbers detect_national_id looks for (ISO 3166-1); all when left out"),
    detect_credit_card: flag(true, "Payment card numbers with an issuer's prefix and a right Luhn digit"),
    detect_email: flag(true, "E-mail addresses"),
    detect_phone: flag(
      true,
      "Telephone numbers: international, North American, national with a leading 0, labelled",
    ),
    phone_countries: z
      .array(z.string().regex(/^[A-Z]{2}$/, "is no country's code of two capitals (ISO 3166-1)"))
      .max(20)
      .default([])
      .describe("Countries whose numbers are found without a label in the form that they have at home"),
    detect_ip_address: flag(true, "IPv4 and IPv6 addresses"),
    detect_date_of_birth: flag(true, "Dates after a label, and any MM/DD/YYYY or MM-DD-YYYY"),
    detect_dates: flag(false, "Any date of a day, a month and a year from 1900 to 2099"),
    detect_passport: flag(true, "Passport numbers after a label"),
    detect_driver_license: flag(true, "Driving licence numbers after a label"),
    detect_bank_account: flag(true, "IBANs, and account numbers after a label"),
    detect_medical_record: flag(true, "Medical record numbers after a label"),
    detect_aws_keys: flag(false, "AWS access key ids"),
    detect_api_keys: flag(
      false,
      "API keys and tokens: by their beginning (`sk-`, `ghp_` …), or after a label",
    ),
    default_mask_strategy: strategy.optional().describe("How findings are masked; redact if absent"),
    mask_strategy: strategy.optional().describe("Older name of default_mask_strategy"),
    mask_strategies: z
      .partialRecord(z.enum(piiTypes), strategy)
      .default({})
      .describe("How findings of single types are masked, such as `email: partial`"),
    redaction_text: z
      .string()
      .max(1000)
      .default("[REDACTED]")
      .describe("What redact puts in the place of a finding"),
    mask_char: z
      .string()
      .regex(/^[^\p{L}\p{N}\s]$/u, "is not one sign that is no letter, digit or space")
      .default("*")
      .describe("What mask puts in the place of each character"),
    hash_key: z
      .string()
      .min(16)
      .optional()
      .describe(
        "Secret for hash and tokenize, so that replicas and restarts agree; random for each process if absent",
      ),
    restore_tokens: z
      .array(restoreRule)
      .max(100)
      .default([])
      .describe("Which tools get values back for the tokens of `tokenize`; none if empty"),
    token_scope: z
      .enum(["session", "user"])
      .default("session")
      .describe(
        "Where a token can be turned back: in the session that it was made in, or in any of the same user. " +
          "Where the session or user is not known, tokens are never turned back",
      ),
    block_on_detection: flag(false, "Deny the message instead of masking it"),
    log_detections: flag(false, "Log how many findings of which types there were, never values"),
    audit_detections: flag(false, "Older name of log_detections"),
    include_detection_details: flag(
      false,
      "Add type, position and length of findings to the result's metadata",
    ),
    whitelist_patterns: z
      .array(z.string().min(1).max(longestPattern))
      .max(1000)
      .default([])
      .describe("RE2 patterns, letter case ignored; a finding that lies within a match is left alone"),
    exemptions: exemptionsSchema,
    custom_patterns: z.array(customPattern).max(100).default([]).describe("Further patterns to find"),
    compliance_mode: z
      .enum(["standard", "strict"])
      .default("standard")
      .describe(
        "strict: looks for every type but plain dates, and logs what was found; whitelist_patterns, exemptions, `detect_…: false` and strategies that leave a part or a pseudonym are refused",
      ),
    max_text_bytes: z
      .int()
      .positive()
      .default(10_485_760)
      .describe("Longest single text that is read, in bytes of UTF-8; a message with a longer one is denied"),
    max_nested_depth: z
      .int()
      .positive()
      .default(128)
      .describe("Deepest nesting that is read; a deeper message is denied (ContextForge: 32)"),
    max_collection_items: z
      .int()
      .positive()
      .default(100_000)
      .describe("Most members of one object or array; a message with more is denied (ContextForge: 4096)"),
    pattern_time_limit_ms: z
      .int()
      .positive()
      .default(1000)
      .describe(
        "Time that custom and whitelist patterns may take for one message; a message that needs more is denied",
      ),
  })
  .superRefine((config, context) => {
    if (
      config.mask_strategy &&
      config.default_mask_strategy &&
      config.mask_strategy !== config.default_mask_strategy
    ) {
      context.addIssue({
        code: "custom",
        path: ["mask_strategy"],
        message: "contradicts default_mask_strategy; it is the older name of that option, keep one",
      });
    }
    for (const problem of strictProblems(config)) context.addIssue({ code: "custom", ...problem });
    const sources = [
      ...config.custom_patterns.map(
        ({ pattern }, index) => [["custom_patterns", index, "pattern"], pattern] as const,
      ),
      ...config.whitelist_patterns.map((pattern, index) => [["whitelist_patterns", index], pattern] as const),
    ];
    for (const [path, source] of sources) {
      const reading = compilePattern(source, { ignoreCase: true });
      if (!reading.ok) context.addIssue({ code: "custom", path: [...path], message: reading.message });
    }
  });

export type PiiConfig = z.output<typeof piiConfig>;

/** The types that the config's `detect_*` flags name. */
export function typesOf(config: PiiConfig): Set<PiiType> {
  const flags: Record<PiiType, boolean> = {
    bsn: config.detect_bsn,
    national_id: config.detect_national_id,
    ssn: config.detect_ssn,
    credit_card: config.detect_credit_card,
    email: config.detect_email,
    phone: config.detect_phone,
    ip_address: config.detect_ip_address,
    date_of_birth: config.detect_date_of_birth,
    date: config.detect_dates,
    passport: config.detect_passport,
    driver_license: config.detect_driver_license,
    bank_account: config.detect_bank_account,
    medical_record: config.detect_medical_record,
    aws_key: config.detect_aws_keys,
    api_key: config.detect_api_keys,
  };
  return new Set(piiTypes.filter((type) => flags[type]));
}
