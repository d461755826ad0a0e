import {
  chainPlugins,
  definePlugin,
  exemptionsSchema,
  guardLimitOptions,
  type Plugin,
  type PluginDefinition,
} from "plugins-adapter/framework";
import { z } from "zod";
import commandGuard from "../command_guard/plugin.ts";
import pathGuard from "../path_guard/plugin.ts";
import sqlSanitizer from "../sql_sanitizer/plugin.ts";

const enterpriseConfig = z
  .strictObject({
    sql_injection_protection: z
      .boolean()
      .default(true)
      .describe("Deny SQL injection and risky statements, as sql_sanitizer does by default"),
    command_injection_protection: z
      .boolean()
      .default(true)
      .describe("Deny shell injection and destructive commands, as command_guard does by default"),
    file_system_restrictions: z
      .boolean()
      .default(true)
      .describe("Deny traversal, sensitive files and file URIs, as path_guard does by default"),
    allowed_roots: z
      .array(z.string().min(1).max(1000))
      .max(1000)
      .default([])
      .describe("With file_system_restrictions: folders outside of which absolute paths are denied"),
    block_on_violation: z
      .boolean()
      .default(true)
      .describe("Deny; false: go on, with the issues in the metadata"),
    exemptions: exemptionsSchema,
    ...guardLimitOptions,
  })
  .superRefine((config, context) => {
    if (
      !config.sql_injection_protection &&
      !config.command_injection_protection &&
      !config.file_system_restrictions
    )
      context.addIssue({ code: "custom", message: "every protection is off: disable the plugin instead" });
    if (config.allowed_roots.length > 0 && !config.file_system_restrictions)
      context.addIssue({
        code: "custom",
        path: ["allowed_roots"],
        message: "needs file_system_restrictions",
      });
  });

/** The parts, in the order in which they run. */
const parts: readonly PluginDefinition[] = [sqlSanitizer, commandGuard, pathGuard];
const hooks = [...new Set(parts.flatMap((part) => part.hooks))];

/** Three guards of arguments under one name, each with a switch. */
export default definePlugin({
  kind: "enterprise_filter",
  aliases: ["plugins.security.enterprise_filter.EnterpriseFilterPlugin"],
  hooks,
  config: enterpriseConfig,
  compliance: {
    owasp_mcp: ["MCP05"],
    owasp_llm: ["LLM05", "LLM06"],
    owasp_asi: ["ASI02", "ASI05"],
    mitre_atlas: ["AML.T0053", "AML.T0101"],
    cosai: ["T2", "T3"],
    safe_mcp: ["SAFE-T1101", "SAFE-T1105"],
  },
  create(config, environment) {
    const { block_on_violation, exemptions, max_text_bytes, max_nested_depth, max_collection_items } = config;
    const all = { block_on_violation, exemptions, max_text_bytes, max_nested_depth, max_collection_items };
    const made = <C>(part: PluginDefinition<C>, options: object): Plugin =>
      part.create(part.config.parse(options), environment);
    return chainPlugins(hooks, [
      ...(config.sql_injection_protection ? [made(sqlSanitizer, all)] : []),
      ...(config.command_injection_protection ? [made(commandGuard, all)] : []),
      ...(config.file_system_restrictions
        ? [made(pathGuard, { ...all, allowed_roots: config.allowed_roots })]
        : []),
    ]);
  },
});
