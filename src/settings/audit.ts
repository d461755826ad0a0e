import { z } from "zod";
import { file, flag, relation, sizes } from "./fields.ts";

/** `adapter.audit`: a record of each decision that nobody can change unseen. */
export const auditSettings = z
  .strictObject({
    file: file
      .optional()
      .describe(
        "File that records are appended to, made with mode 0600. Without it and `stdout` there is no audit.",
      ),
    stdout: flag(false).describe("`true`: records go to standard output instead of a file."),
    records: z
      .enum(["all", "acted", "denied"])
      .default("all")
      .describe(
        "Which decisions: all; those that changed, denied or would have denied a message; those that denied one.",
      ),
    include: z
      .array(z.enum(["executions", "violation"]))
      .max(2)
      .default([])
      .describe(
        "What is told beside the decision: each plugin's run; reason, description and details of the violation, which may quote the payload.",
      ),
    on_error: z
      .enum(["fail", "ignore"])
      .default("fail")
      .describe(
        "While records cannot be written: `fail` refuses traffic and is not ready; `ignore` goes on and counts what is lost.",
      ),
    hmac_key: z
      .string()
      .min(16)
      .max(4096)
      .optional()
      .describe(
        "Key of the chain (HMAC-SHA-256), at least 16 characters: without it nobody can make a chain anew.",
      ),
    hmac_key_file: file.optional().describe("File that holds the key; white space around it does not count."),
    queue_records: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(10_000)
      .describe("Records that may wait to be written; beyond that `on_error` decides."),
    sync: flag(true).describe("`true`: what was written is forced to the disk, batch by batch."),
    max_file_bytes: z
      .int()
      .min(64 * sizes.kibi)
      .max(sizes.gibi)
      .default(64 * sizes.mebi)
      .describe("Size at which a new file is begun."),
    max_files: z
      .int()
      .min(1)
      .max(10_000)
      .default(16)
      .describe("Files that are kept, the present one included: `FILE`, `FILE.1` and so on to the oldest."),
  })
  .superRefine((audit, context) => {
    const problem = (key: string, message: string) =>
      context.addIssue({ code: "custom", path: [key], message });
    if (audit.file !== undefined && audit.stdout === true) problem("stdout", "not beside `file`");
    if (audit.hmac_key !== undefined && audit.hmac_key_file !== undefined)
      problem("hmac_key_file", "not beside `hmac_key`");
  }, relation);

export type AuditSettings = z.output<typeof auditSettings>;
