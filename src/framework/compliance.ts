import { z } from "zod";
import type { Plugin } from "./plugin.ts";
import type { PluginResult } from "./result.ts";

const ids = (pattern: RegExp, example: string) =>
  z
    .array(z.string().regex(pattern, `an id such as ${example}`))
    .min(1)
    .max(20)
    .optional();

/**
 * The risks that a plugin guards against, by the lists that auditors ask for: OWASP MCP Top 10 (2025), LLM Top 10 (2025)
 * and agentic applications (2026), MITRE ATLAS techniques, CoSAI's threat categories of MCP, SAFE-MCP techniques.
 */
export const complianceMappingSchema = z.strictObject({
  owasp_mcp: ids(/^MCP(0[1-9]|10)$/, "MCP05"),
  owasp_llm: ids(/^LLM(0[1-9]|10)$/, "LLM01"),
  owasp_asi: ids(/^ASI(0[1-9]|10)$/, "ASI02"),
  mitre_atlas: ids(/^AML\.T\d{4}(\.\d{3})?$/, "AML.T0051.001"),
  cosai: ids(/^T([1-9]|1[0-2])$/, "T3"),
  safe_mcp: ids(/^SAFE-T\d{4}$/, "SAFE-T1102"),
});
export type ComplianceMapping = z.output<typeof complianceMappingSchema>;

/** Where a violation's mapping stands in its `details`. */
export const complianceKey = "compliance_mapping";

/**
 * The same plugin, whose violations say what they guard against, unless they say so themselves.
 * @param hooks those whose handlers answer with violations
 */
export function withCompliance(plugin: Plugin, hooks: readonly string[], mapping: ComplianceMapping): Plugin {
  // Handlers that keep things in `this` find what `initialize` left there: both run on the same object.
  const stamped = Object.create(plugin) as Record<string, unknown>;
  for (const hook of hooks) {
    const handler = (plugin as Record<string, unknown>)[hook];
    if (typeof handler !== "function") continue;
    stamped[hook] = function (this: unknown, ...given: readonly unknown[]): unknown {
      const answer: unknown = handler.apply(this, given);
      return answer instanceof Promise
        ? answer.then((result: unknown) => stamp(result, mapping))
        : stamp(answer, mapping);
    };
  }
  return stamped as Plugin;
}

function stamp(answer: unknown, mapping: ComplianceMapping): unknown {
  const result = answer as PluginResult<unknown> | undefined;
  if (result?.violation === undefined || result.violation === null) return answer;
  const { violation } = result;
  const details = { [complianceKey]: mapping, ...violation.details };
  return { ...result, violation: { ...violation, details } };
}
