import { guardLimitOptions } from "plugins-adapter/framework";
import { z } from "zod";
import rateLimiter from "../rate_limiter/plugin.ts";

const words = (what: string) =>
  z.array(z.string().trim().min(3).max(40)).max(10_000).default([]).describe(what);

export const basicFilterConfig = z
  .strictObject({
    profanity_filter: z.boolean().default(true).describe("Look for profane words"),
    profanity_action: z
      .enum(["mask", "deny"])
      .default("mask")
      .describe("What is done about them: stars for their letters, or a denial"),
    profane_words: words("Words beside the built-in ones, letter case ignored"),
    allowed_words: words("Words that are not profane, letter case ignored"),
    spam_detection: z.boolean().default(true).describe("Deny texts that look like spam"),
    spam_threshold: z
      .int()
      .min(1)
      .max(10)
      .default(3)
      .describe(
        "Points from which on a text is spam: one for each sales phrase, more for shouting and repetition",
      ),
    rate_limit_warnings: z
      .boolean()
      .default(true)
      .describe(
        "Warn, in the log, the metadata and headers, of callers beyond rate_limit; none is denied for it",
      ),
    rate_limit: z
      .string()
      .default("60/m")
      .describe("Rate of each user, as rate_limiter's by_user: s, m or h; all unknown callers are one user"),
    ...guardLimitOptions,
  })
  .superRefine((config, context) => {
    if (!config.profanity_filter && !config.spam_detection && !config.rate_limit_warnings)
      context.addIssue({ code: "custom", message: "everything is off: disable the plugin instead" });
    const rate = rateLimiter.config.safeParse({ by_user: config.rate_limit });
    for (const { message } of rate.error?.issues ?? [])
      context.addIssue({ code: "custom", path: ["rate_limit"], message });
  });

export type BasicFilterConfig = z.output<typeof basicFilterConfig>;
