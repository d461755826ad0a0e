import { z } from "zod";
import { flag } from "./fields.ts";

/** `adapter.reload`: how a changed configuration takes the place of the present one. */
export const reloadSettings = z.strictObject({
  watch: flag(true).describe(
    "`false`: files are not watched; SIGHUP and `POST /reload` still read them again.",
  ),
  debounce_ms: z
    .int()
    .min(10)
    .max(60_000)
    .default(500)
    .describe("Milliseconds that files have to hold still before they are read."),
  poll_seconds: z
    .number()
    .min(0.05)
    .max(3600)
    .default(10)
    .describe(
      "Seconds between two looks at the files' contents, for changes that the system does not tell of.",
    ),
  retire_seconds: z
    .number()
    .min(0)
    .max(604_800)
    .default(3600)
    .describe(
      "Seconds that exchanges of an earlier configuration get to finish under it; the rest then end with an error.",
    ),
  max_generations: z
    .int()
    .min(2)
    .max(1000)
    .default(16)
    .describe(
      "Configurations at work at a time; the exchanges of the oldest end with an error when there are more.",
    ),
});
