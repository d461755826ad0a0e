import { exemptionsSchema } from "plugins-adapter/framework";
import { z } from "zod";
import { categories } from "./rule.ts";

export const promptInjectionConfig = z.strictObject({
  threshold: z
    .number()
    .min(1)
    .max(50)
    .default(5)
    .describe("From which score on a text is an injection; single features score 1 to 5, several add up"),
  request_threshold: z
    .number()
    .min(1)
    .max(50)
    .optional()
    .describe("The same for what clients send, and for prompts; `threshold` when left out"),
  action: z
    .enum(["block", "annotate"])
    .default("block")
    .describe("Deny the message, or let it pass with score and reasons in the metadata"),
  disabled_categories: z
    .array(z.enum(categories))
    .max(categories.length)
    .default([])
    .describe("Categories of features that do not count"),
  include_lists: z
    .boolean()
    .default(false)
    .describe("Look at the lists of tools, prompts and resources too, which `tool_guard` is made for"),
  max_decode_depth: z
    .int()
    .min(0)
    .max(8)
    .default(3)
    .describe("How many encodings in each other are read; 0 reads none"),
  max_decoded_size: z
    .int()
    .min(1000)
    .max(100_000_000)
    .default(10_000_000)
    .describe("Characters of decoded texts that are read in one message; a message with more is denied"),
  exemptions: exemptionsSchema,
});
