import { z } from "zod";

const mebi = 1024 * 1024;

/** The options; `log_level`, `include_payloads` and `audit_endpoints` are those of ContextForge's example. */
export const auditLogConfig = z
  .strictObject({
    log_level: z
      .string()
      .transform((level) => level.toLowerCase())
      .pipe(z.enum(["debug", "info", "warning", "warn", "error"]))
      .nullable()
      .default(null)
      .describe(
        "Level of the records in the log, letter case ignored; null: info where neither file nor audit_endpoints is set, else none are there",
      ),
    file: z.string().min(1).nullable().default(null).describe("File that records are added to, one a line"),
    max_file_bytes: z
      .int()
      .min(64 * 1024)
      .default(64 * mebi)
      .describe("Size at which the file becomes FILE.1, and FILE.1 becomes FILE.2"),
    max_files: z.int().min(1).max(1000).default(10).describe("Files that are kept, the present one included"),
    audit_endpoints: z
      .array(z.url({ protocol: /^https?$/ }))
      .max(10)
      .default([])
      .describe("URLs that records are posted to, as lines of JSON; each gets all"),
    include: z
      .array(z.enum(["argument_names", "sizes", "digests", "duration"]))
      .default(["argument_names", "duration"])
      .describe("What is recorded beside who called what, when"),
    include_payloads: z
      .boolean()
      .default(false)
      .describe("Record arguments and results too, shortened, without what the log masks"),
    digest_key: z
      .string()
      .min(16)
      .nullable()
      .default(null)
      .describe(
        "Key of the digests (HMAC-SHA-256 instead of SHA-256): without one, short arguments can be guessed",
      ),
    max_queue_records: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(10_000)
      .describe("Records that may wait to be written"),
    max_queue_bytes: z
      .int()
      .min(64 * 1024)
      .default(16 * mebi)
      .describe("Characters of the records that may wait"),
    flush_interval_ms: z
      .int()
      .min(0)
      .max(10_000)
      .default(20)
      .describe("How long a record waits for others that are written with it. Milliseconds"),
    fail_mode: z
      .enum(["closed", "open"])
      .default("closed")
      .describe("While records cannot be written: `closed` denies with AUDIT_UNAVAILABLE, `open` loses them"),
  })
  .superRefine((config, context) => {
    const index = config.audit_endpoints.findIndex((url) => /^[^/]*\/\/[^/]*@/.test(url));
    if (index === -1) return;
    const message = "no user and password in the URL";
    context.addIssue({ code: "custom", path: ["audit_endpoints", index], message });
  });

export type AuditLogConfig = z.output<typeof auditLogConfig>;
