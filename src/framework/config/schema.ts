import { z } from "zod";
import { conditionReadings, errorPolicies, executionOrders, type PluginMode, pluginModes } from "./entry.ts";
import { mcpSchema } from "./external-schema.ts";
import { grpcSchema, unixSocketSchema } from "./plugin-service-schema.ts";
import { servicesSchema } from "./services-schema.ts";

/** Schemas of the parts of a configuration that belong to the framework: types, checks and reference come from them. */

/** ContextForge's newer names of modes. */
export const modeAliases: Readonly<Record<string, PluginMode>> = {
  sequential: "enforce",
  transform: "permissive",
};

const modeNames = [...pluginModes, "sequential", "transform"] as const;
const word = z.string().min(1, "a text that is not empty").max(255);
const names = z.array(word).max(10_000).nullish();

export const conditionSchema = z.strictObject({
  server_ids: names.describe("Server ids or globs. A message without a server id never matches."),
  tenant_ids: names.describe("Tenant ids or globs. A message without a tenant id never matches."),
  tools: names.describe("Tool names, `server/tool`, or globs of either; compared on tool hooks only."),
  prompts: names.describe(
    "Prompt names, `server/prompt`, or globs of either; compared on prompt hooks only.",
  ),
  resources: names.describe("Resource URIs or globs; compared on resource hooks only."),
  user_patterns: names.describe("User names or globs. A message without a user never matches."),
  content_types: names.describe(
    "Content types or globs, without parameters. A message without one never matches.",
  ),
  agents: z
    .unknown()
    .optional()
    .describe("ContextForge's; MCP traffic has no agents: ignored with a warning."),
});

export const pluginEntrySchema = z.strictObject({
  name: word.describe("Unique over all files."),
  kind: word.describe("Which plugin: a built-in's name, a class path of ContextForge, or a module."),
  description: z.string().nullish().describe("For people."),
  version: z.string().nullish().describe("For people."),
  author: z.string().nullish().describe("For people."),
  namespace: z.string().nullish().describe("For people."),
  hooks: z
    .array(word)
    .max(100)
    .default([])
    .describe("Hooks it runs on; empty: all that its kind implements."),
  tags: z.array(z.string()).max(100).default([]).describe("For people."),
  mode: z
    .enum(modeNames)
    .default("enforce")
    .describe(
      "`enforce` (also `sequential`): may edit and deny. `enforce_ignore_error`: the same, its errors are ignored. " +
        "`permissive` (also `transform`): may edit, a deny is recorded only. `audit`: neither. `concurrent`: may deny, not edit. " +
        "`fire_and_forget`: nobody waits for it. `disabled`: checked, not started.",
    ),
  on_error: z
    .enum(errorPolicies)
    .optional()
    .describe(
      "What its errors and timeouts lead to. Default: `fail`, with mode `enforce_ignore_error` `ignore`.",
    ),
  priority: z.int().min(-1_000_000).max(1_000_000).default(100).describe("Lower runs earlier."),
  conditions: z
    .array(conditionSchema)
    .max(1000)
    .default([])
    .describe("When it runs: any entry is enough; within an entry every key must match. Empty: always."),
  called_only: z
    .boolean()
    .default(false)
    .describe(
      "`true`: it runs on no message by itself, only when a plugin calls it that has it in `services.plugins`.",
    ),
  services: servicesSchema
    .nullish()
    .describe("What the plugin may call, and the limits of its HTTP client and cache."),
  config: z.record(z.string(), z.unknown()).nullish().describe("The plugin's own settings."),
  mcp: mcpSchema.nullish().describe("With `kind: external`: the MCP server that runs the plugin."),
  grpc: grpcSchema
    .nullish()
    .describe("Instead of `mcp`: the gRPC server of ContextForge's plugin service that runs it."),
  unix_socket: unixSocketSchema
    .nullish()
    .describe("Instead of `mcp`: the unix socket of ContextForge's plugin service that runs it."),
  applied_to: z.unknown().optional().describe("ContextForge's; ignored with a warning."),
  capabilities: z.unknown().optional().describe("ContextForge's; ignored with a warning."),
  max_content_size: z.unknown().optional().describe("ContextForge's; ignored with a warning."),
});

/** A timer of Node takes 2^31 ms at most; a day is far below and far above any use. */
const seconds = z.number().min(0.001).max(86_400);

export const pluginSettingsSchema = z.strictObject({
  plugin_timeout: seconds.default(30).describe("Seconds one plugin may take for one hook."),
  fail_on_plugin_error: z
    .boolean()
    .default(false)
    .describe("`true`: an error or timeout of a plugin denies in permissive and audit mode too."),
  enable_plugin_api: z
    .boolean()
    .default(false)
    .describe("`true`: the management server answers `/plugins` and what is below it."),
  plugin_health_check_interval: seconds
    .default(60)
    .describe("Seconds between two health checks of the plugins."),
  parallel_execution_within_band: z
    .boolean()
    .default(false)
    .describe("`true`: plugins of the same priority run together on the same payload."),
  execution_order: z
    .enum(executionOrders)
    .default("priority")
    .describe(
      "`priority`: by priority alone. `cpex`: as cpex has it, first all of enforce, then permissive, audit, concurrent; by priority within each.",
    ),
  conditions: z
    .enum(conditionReadings)
    .default("contextforge")
    .describe(
      "How a condition that names only prompts is read on a tool hook (and the like): `contextforge`: it matches every tool; `exact`: it matches none.",
    ),
  server_prefixes: z
    .record(word, word)
    .default({})
    .describe(
      "Server ids with the prefix that the gateway puts before the names of that server's tools and prompts, such as `mcp-test/weather: weather_`: conditions may name them with it.",
    ),
  max_payload_bytes: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .default(1_000_000)
    .describe("Bytes of UTF-8 text that a hook's payload may hold."),
  context_max_age_seconds: seconds
    .default(3600)
    .describe("Seconds after which a context that no post hook has claimed is dropped."),
  context_sweep_seconds: seconds.default(300).describe("Seconds between two sweeps for such contexts."),
  include_user_info: z.unknown().optional().describe("ContextForge's; ignored with a warning."),
});

export const pluginDirsSchema = z.array(z.string().min(1)).max(100);

/** Top-level keys of ContextForge that have no use here; they are ignored with a warning. */
export const foreignSections: readonly string[] = [
  "server_settings",
  "grpc_server_settings",
  "unix_socket_server_settings",
];
/** Keys of an entry that are ignored with a warning. */
export const foreignEntryKeys: readonly string[] = ["applied_to", "capabilities", "max_content_size"];
/** Keys of an entry that only `kind: external` reads. */
export const externalEntryKeys: readonly string[] = ["mcp", "grpc", "unix_socket"];
