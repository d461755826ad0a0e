import { z } from "zod";
import { checks } from "./finding.ts";

const names = z.array(z.string().min(1).max(1000)).max(1000);
const limit = (most: number, value: number) => z.int().min(1).max(most).default(value);
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, "sha256: and 64 hexadecimal digits");

export const toolGuardConfig = z.strictObject({
  action: z
    .enum(["remove", "deny", "report"])
    .default("remove")
    .describe(
      "What becomes of a poisoned definition: taken out of the list, the whole list denied, or only told",
    ),
  min_score: limit(100, 3).describe("Score from which a definition counts as poisoned; one strong sign is 3"),
  checks: z
    .array(z.enum(checks))
    .default([...checks])
    .describe("What counts in the score"),
  exempt: names
    .default([])
    .describe("Tools, prompts and resources whose texts are not scored, by name or glob"),
  instructions: z
    .boolean()
    .default(true)
    .describe("Whether a server's `instructions` are scored, too; poisoned ones are taken out of its answer"),
  pinning: z
    .enum(["trust_on_first_use", "configured", "off"])
    .default("trust_on_first_use")
    .describe(
      "Which definitions are right: those seen first and those in `pinned`; only those in `pinned`; any",
    ),
  pinned: z
    .record(z.string().max(200), z.record(z.string().max(200), digest))
    .default({})
    .describe(
      "Digest of each tool's definition, by server's id (`*`: any server) and tool; goes before what was seen first",
    ),
  pin_epoch: z
    .string()
    .max(100)
    .default("")
    .describe("Part of every pin's key: another text makes all that was seen first be forgotten"),
  pin_days: limit(366, 90).describe("Days that a pin is kept after the tool was listed last"),
  on_drift: z
    .enum(["remove", "deny", "report"])
    .default("remove")
    .describe("What becomes of a tool whose definition is not the pinned one"),
  on_shadow: z
    .enum(["remove", "deny", "report", "ignore"])
    .default("report")
    .describe(
      "What becomes of a tool whose name looks like that of another server's tool, or of another in the list",
    ),
  deny_calls: z
    .boolean()
    .default(true)
    .describe("Whether calls of tools that were taken out of the list are denied"),
  unknown_tools: z
    .enum(["allow", "deny"])
    .default("allow")
    .describe("What becomes of calls of tools that have no pin; needs pinning"),
  max_tools: limit(100_000, 1000).describe("Entries of one list; a longer one is denied"),
  max_definition_bytes: limit(10_000_000, 65_536).describe(
    "JSON of one entry; a longer one counts as poisoned",
  ),
  max_nested_depth: limit(1000, 64).describe("Levels of one entry; a deeper one counts as poisoned"),
  fail_mode: z
    .enum(["closed", "open"])
    .default("closed")
    .describe("When pins cannot be read: `closed` denies, `open` lets pass unpinned"),
});
export type ToolGuardConfig = z.output<typeof toolGuardConfig>;
