import { z } from "zod";

/** The options of `response_cache`; those of ContextForge's `cached_tool_result` have its names. */
export const responseCacheConfig = z.strictObject({
  cacheable_tools: z
    .array(z.string().min(1))
    .default([])
    .describe(
      "Tools that only read, so that their results may be given again: names, or patterns with `*` and `?`. Nothing else says which these are",
    ),
  ttl: z
    .number()
    .min(1)
    .max(86_400)
    .default(300)
    .describe("Seconds that a result is given again; a server's `ttlMs` shortens it"),
  key_fields: z
    .record(z.string(), z.array(z.string()))
    .default({})
    .describe("By tool, the only arguments that tell calls apart; without it all do"),
  key_headers: z
    .array(z.string().min(1))
    .default([])
    .describe(
      "Request headers that tell calls apart, beside `Authorization`, `Cookie` and the protocol's version",
    ),
  anonymous: z
    .boolean()
    .default(false)
    .describe(
      "Also callers of whom `adapter.identity` knows no user: those of one tenant, or of none, share results",
    ),
  share_sessions: z
    .boolean()
    .default(false)
    .describe("The sessions of one caller share results; else each `Mcp-Session-Id` has its own"),
  max_entries: z.int().min(1).max(1_000_000).default(1000).describe("Results that are kept at a time"),
  max_bytes: z
    .int()
    .min(1024)
    .max(4_294_967_296)
    .default(33_554_432)
    .describe("Memory for all of them, bytes; those used longest ago go first"),
  max_entry_bytes: z
    .int()
    .min(1024)
    .max(16_777_216)
    .default(262_144)
    .describe("Memory for one of them; larger ones are not kept"),
});
