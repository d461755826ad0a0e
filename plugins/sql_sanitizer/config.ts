import { compilePattern, exemptionsSchema, guardLimitOptions } from "plugins-adapter/framework";
import { z } from "zod";

export const sqlConfig = z
  .strictObject({
    fields: z
      .array(z.string().min(1).max(1000))
      .max(1000)
      .nullable()
      .default(null)
      .describe("Names of arguments that are looked at, at any depth; all texts when null"),
    blocked_statements: z
      .array(z.string().min(1).max(1000))
      .max(100)
      .default(["\\bDROP\\b", "\\bTRUNCATE\\b", "\\bALTER\\b", "\\bGRANT\\b", "\\bREVOKE\\b"])
      .describe(
        "RE2 patterns, letter case ignored, of statements that are denied; matched with SQL only, without its comments and literals",
      ),
    block_delete_without_where: z.boolean().default(true).describe("Deny DELETE that names no rows"),
    block_update_without_where: z.boolean().default(true).describe("Deny UPDATE that names no rows"),
    strip_comments: z
      .boolean()
      .default(true)
      .describe("Take comments out of SQL that goes on; prose is left alone"),
    require_parameterization: z
      .boolean()
      .default(false)
      .describe("Deny SQL that a program put together from texts: `' + name`, `%s`, `{name}`"),
    detect_injection: z
      .boolean()
      .default(true)
      .describe(
        "Deny values that leave their place when an application puts them into a statement (ContextForge: never)",
      ),
    block_on_violation: z
      .boolean()
      .default(true)
      .describe("Deny; false: go on, with `sql_issues` in the metadata"),
    exemptions: exemptionsSchema,
    ...guardLimitOptions,
  })
  .superRefine((config, context) => {
    for (const [index, source] of config.blocked_statements.entries()) {
      const reading = compilePattern(source, { ignoreCase: true });
      if (!reading.ok) {
        context.addIssue({ code: "custom", path: ["blocked_statements", index], message: reading.message });
      }
    }
  });

export type SqlConfig = z.output<typeof sqlConfig>;
