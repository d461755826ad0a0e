import { compilePattern } from "plugins-adapter/framework";
import { z } from "zod";
import { readPath } from "./path.ts";

const names = z.array(z.string().min(1).max(1000)).min(1).max(1000);
const path = z
  .string()
  .max(1000)
  .refine(
    (text) => readPath(text) !== undefined,
    "expected a path such as `items.*.price` or `/items/0/price`",
  );
const pattern = z
  .string()
  .max(4000)
  .superRefine((source, context) => {
    const reading = compilePattern(source);
    if (!reading.ok) context.addIssue({ code: "custom", message: reading.message });
  });
const count = z.int().min(0).max(1_000_000_000).optional();

const constraint = z
  .strictObject({
    allowed: z.array(z.json()).min(1).max(10_000).optional().describe("The only values that it may have"),
    denied: z
      .array(z.json())
      .min(1)
      .max(10_000)
      .optional()
      .describe(
        "Values that it must not have, nor any item of it if it is a list; case and width of letters ignored",
      ),
    min: z.number().optional().describe("Least number; anything but a number is refused"),
    max: z.number().optional().describe("Greatest number; anything but a number is refused"),
    min_length: count.describe("Least characters of a text, items of a list, or members"),
    max_length: count.describe("Most characters of a text, items of a list, or members"),
    pattern: pattern
      .optional()
      .describe("RE2 expression that a text must match somewhere; anything but a text is refused"),
    denied_pattern: pattern
      .optional()
      .describe("RE2 expression that no text in it, names of members included, may match anywhere"),
    type: z
      .enum(["string", "number", "integer", "boolean", "object", "array"])
      .optional()
      .describe("What it must be"),
  })
  .refine((given) => Object.keys(given).length > 0, "a constraint constrains something");
export type Constraint = z.output<typeof constraint>;

const rule = z.strictObject({
  name: z.string().min(1).max(100).optional().describe("Told in denials; default: its number"),
  tools: names.default(["*"]).describe("Tools that it is for, by name or glob"),
  arguments: z
    .record(path, constraint)
    .default({})
    .describe("Constraints for what stands at a path, where something does"),
  required: z.array(path).max(1000).default([]).describe("Paths where something must stand"),
  forbidden: z.array(path).max(1000).default([]).describe("Paths where nothing may stand"),
  only_named: z
    .boolean()
    .default(false)
    .describe("Whether arguments are denied whose first name stands in none of `arguments` and `required`"),
});
export type Rule = z.output<typeof rule>;

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `30m`, `1d`: the milliseconds. */
const windowMs = z.string().transform((text, context) => {
  const match = /^([1-9]\d{0,6}) ?([smhd])$/.exec(text);
  const ms = match === null ? 0 : Number(match[1]) * unitMs[match[2] as keyof typeof unitMs];
  if (ms > 0 && ms <= 366 * unitMs.d) return ms;
  context.addIssue({ code: "custom", message: 'expected a time up to 366 days, as "30m", "12h", "1d"' });
  return z.NEVER;
});

const spend = z
  .strictObject({
    name: z
      .string()
      .regex(/^[\w.-]{1,100}$/)
      .describe("Told in denials; what was spent is kept under it"),
    tools: names.describe("Tools whose calls spend, by name or glob"),
    argument: path.describe("What a call spends: a number, or a text that is one; of several, the sum"),
    limit: z.number().positive().describe("Most that is spent in the time"),
    window: windowMs.describe('How long what was spent counts: "30m", "12h", "1d"'),
    by: z
      .array(z.enum(["user", "tenant", "session", "server", "tool"]))
      .default(["user"])
      .describe("Whose spending is counted apart; empty: all count together"),
    algorithm: z
      .enum(["fixed_window", "sliding_window", "token_bucket"])
      .default("sliding_window")
      .describe("How the time runs, as of rate_limiter"),
    decimals: z.int().min(0).max(6).default(2).describe("Decimals that count; what is finer is rounded up"),
    absent: z
      .union([z.literal("deny"), z.number().min(0)])
      .default("deny")
      .describe("What a call without the argument spends, or that it is denied"),
  })
  .superRefine(({ limit, decimals }, context) => {
    const units = limit * 10 ** decimals;
    if (units > 1_000_000_000 || Math.abs(units - Math.round(units)) > 1e-6 || Math.round(units) < 1)
      context.addIssue({
        code: "custom",
        path: ["limit"],
        message: "has more decimals than `decimals`, or more than a billion units of the last one",
      });
  });
export type Spend = z.output<typeof spend>;

export const argumentGuardConfig = z
  .strictObject({
    rules: z
      .array(rule)
      .max(1000)
      .default([])
      .describe("What the arguments of calls may be; all that name a tool count"),
    spend: z
      .array(spend)
      .max(100)
      .default([])
      .describe("How much calls may spend, by the sum of an argument"),
    block_on_violation: z
      .boolean()
      .default(true)
      .describe(
        "Whether what breaks a rule is denied; otherwise it is told in metadata and log. Spending is always limited",
      ),
    max_values: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(10_000)
      .describe("Values at one path, and in one value; a call with more is denied"),
    fail_mode: z
      .enum(["closed", "open"])
      .default("closed")
      .describe("When Redis is away: `closed` denies calls that spend, `open` lets them pass uncounted"),
  })
  .superRefine(({ spend: spends }, context) => {
    const seen = new Set<string>();
    for (const [index, { name }] of spends.entries()) {
      if (seen.has(name))
        context.addIssue({ code: "custom", path: ["spend", index, "name"], message: "is there twice" });
      seen.add(name);
    }
  });
export type ArgumentGuardConfig = z.output<typeof argumentGuardConfig>;
