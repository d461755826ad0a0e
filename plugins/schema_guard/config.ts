import type { JsonValue } from "plugins-adapter/framework";
import { z } from "zod";
import { readSchema } from "./json-schema/schema.ts";

const limit = (most: number, value: number) => z.int().min(1).max(most).default(value);

/** Levels of a schema in the file. */
const configuredDepth = 1000;

const schema = z
  .union([z.boolean(), z.record(z.string(), z.json())])
  // A copy, as aliases in the file make one object of two places.
  .transform((source): JsonValue => JSON.parse(JSON.stringify(source)))
  .superRefine((source, context) => {
    const reading = readSchema(source, configuredDepth);
    if (!reading.ok) context.addIssue({ code: "custom", message: `no JSON Schema: ${reading.why}` });
  });

/** `arg_schemas`, `result_schemas` and `block_on_violation` are ContextForge's; the others are ours. */
export const schemaGuardConfig = z.strictObject({
  arg_schemas: z
    .record(z.string().max(1000), schema)
    .default({})
    .describe("JSON Schemas for the arguments of tools, by name; they go before those that servers list"),
  result_schemas: z
    .record(z.string().max(1000), schema)
    .default({})
    .describe("JSON Schemas for the results of tools, by name; they go before those that servers list"),
  block_on_violation: z
    .boolean()
    .default(true)
    .describe("Whether what is not right is denied; otherwise it is told in metadata and log"),
  listed_schemas: z
    .boolean()
    .default(true)
    .describe("Whether the schemas that servers list with their tools count"),
  unknown_tools: z
    .enum(["allow", "deny"])
    .default("allow")
    .describe("What becomes of calls of tools for whose arguments no schema is known"),
  unusable_schemas: z
    .enum(["deny", "allow"])
    .default("deny")
    .describe("What becomes of calls and results whose schema cannot decide, or not within the limits"),
  missing_output: z
    .enum(["deny", "allow"])
    .default("deny")
    .describe("What becomes of a result without `structuredContent` where the tool promises one"),
  param_headers: z
    .enum(["deny", "allow"])
    .default("deny")
    .describe("What becomes of calls whose `Mcp-Param-*` headers are not what the arguments say"),
  exempt: z
    .array(z.string().min(1).max(1000))
    .max(1000)
    .default([])
    .describe("Tools that are not looked at, by name or glob"),
  schema_days: limit(366, 30).describe("Days that a schema is kept after its tool was listed last"),
  max_tools: limit(100_000, 1000).describe("Tools of one list; a longer one is denied"),
  max_schema_bytes: limit(1_000_000, 65_536).describe("JSON of one listed schema; a longer one is unusable"),
  max_schema_depth: limit(configuredDepth, 64).describe(
    "Levels of one listed schema; a deeper one is unusable",
  ),
  max_steps: limit(100_000_000, 500_000).describe(
    "Work of one check, about a keyword for one value each; a schema that takes more is unusable",
  ),
  max_depth: limit(1000, 200).describe(
    "Schemas within schemas on the way to a value, references among them; a schema that takes more is unusable",
  ),
  max_errors: limit(1000, 20).describe("Faults that a denial names"),
  fail_mode: z
    .enum(["closed", "open"])
    .default("closed")
    .describe("When listed schemas cannot be read from Redis: `closed` denies, `open` lets pass unchecked"),
});
export type SchemaGuardConfig = z.output<typeof schemaGuardConfig>;
