import { compilePattern } from "plugins-adapter/framework";
import { z } from "zod";
import piiFilter from "../pii_filter/plugin.ts";

/** Kinds of data that have a name: each `detect_…` option of pii_filter, without that beginning. */
export const dataNames: readonly string[] = Object.keys(piiFilter.config.parse({}) as object)
  .filter((option) => option.startsWith("detect_"))
  .map((option) => option.slice("detect_".length));

/** `Credit-Card`, `credit cards` and `creditcard` mean `credit_card`. */
const plain = (name: string) =>
  name
    .toLowerCase()
    .replace(/[\s_-]/g, "")
    .replace(/s$/, "");
const byPlainName = new Map(dataNames.map((name) => [plain(name), name]));

/** The name of data that an entry of `block_patterns` is; undefined where it is a pattern. */
export function dataNameOf(entry: string): string | undefined {
  return byPlainName.get(plain(entry));
}

export const contentFilterConfig = z.strictObject({
  block_patterns: z
    .array(
      z
        .string()
        .min(1)
        .max(1000)
        .superRefine((entry, context) => {
          if (dataNameOf(entry) !== undefined) return;
          // Who writes a name with a slip of the pen must not get a pattern that never matches.
          const reading = /^\w*_\w*$/.test(entry)
            ? {
                ok: false,
                message: `is none of ${dataNames.join(", ")}; a word as a pattern: \\b${entry}\\b`,
              }
            : compilePattern(entry, { ignoreCase: true });
          if (!reading.ok)
            context.addIssue({ code: "custom", message: (reading as { message: string }).message });
        }),
    )
    .min(1)
    .max(100)
    .describe(
      "What must not be in a message: names of data (`ssn`, `credit_card` …), or RE2 patterns, letter case ignored",
    ),
  mask_char: z
    .string()
    .regex(/^[^\p{L}\p{N}\s]$/u, "is not one sign that is no letter, digit or space")
    .default("*")
    .describe("What stands in the place of each character that is found"),
  block_on_detection: z
    .boolean()
    .default(false)
    .describe("Deny the message instead of masking what is found"),
});

export type ContentFilterConfig = z.output<typeof contentFilterConfig>;
