import type { GuardEnd, JsonObject, PluginEnvironment, TextHook } from "plugins-adapter/framework";
import type { PiiConfig } from "./config.ts";

/**
 * What a message held.
 * @property types    how many findings there were of each type
 * @property details  type, offset and length of the first findings, when the config asks for them
 * @property restored how many tokens were turned back
 * @property problem  why the message must not go on: a finding that cannot be masked where it is, or a limit
 */
export interface Answer {
  readonly types: Map<string, number>;
  readonly details: JsonObject[];
  masked: number;
  restored: number;
  problem?: "unmaskable" | "limit";
}

/** What a hook's data is called, and the code of its denial: ContextForge's for the hooks that its filter has. */
const stages: Partial<Record<TextHook, { readonly what: string; readonly code: string }>> = {
  prompt_pre_fetch: { what: "prompt arguments", code: "PII_DETECTED" },
  prompt_post_fetch: { what: "prompt result", code: "PII_DETECTED_IN_PROMPT_RESULT" },
  tool_pre_invoke: { what: "tool arguments", code: "PII_DETECTED_IN_TOOL_ARGS" },
  tool_post_invoke: { what: "tool result", code: "PII_DETECTED_IN_TOOL_RESULT" },
  resource_pre_fetch: { what: "resource request", code: "PII_DETECTED_IN_RESOURCE_REQUEST" },
  resource_post_fetch: { what: "resource content", code: "PII_DETECTED_IN_RESOURCE_CONTENT" },
};
const otherStage = { what: "message", code: "PII_DETECTED_IN_MESSAGE" };

/** Turns what was found into how the hook ends. */
export function answererOf(
  config: PiiConfig,
  environment: PluginEnvironment,
): (hook: TextHook, answer: Answer) => GuardEnd | undefined {
  const logs = config.log_detections || config.audit_detections;
  return (hook, { types, details, masked, restored, problem }) => {
    if (types.size === 0 && problem === undefined && restored === 0) return undefined;
    const detected = [...types.keys()].sort();
    const count = [...types.values()].reduce((sum, number) => sum + number, 0);
    const denied = problem !== undefined || (config.block_on_detection && count > 0);
    const summary: JsonObject = {
      total_detections: count,
      total_masked: denied ? 0 : masked,
      detection_types: detected,
      stage: hook,
    };
    if (config.include_detection_details) summary["detections"] = details;
    if (restored > 0) summary["tokens_restored"] = denied ? 0 : restored;
    if (logs) environment.log.info({ hook, ...summary }, "personal data detected");
    const metadata = { pii_filter: summary };
    if (!denied) return { metadata };
    const { what, code } = stages[hook] ?? otherStage;
    const found = { detected_types: detected, count };
    const violation =
      problem === "limit"
        ? {
            reason: "Cannot inspect for PII",
            description: `A limit of the filter kept it from reading all of the ${what}`,
            code: "PII_LIMIT_EXCEEDED",
            details: found,
          }
        : {
            reason: `PII detected in ${what}`,
            description: `Sensitive information detected in ${what}`,
            code,
            details: found,
          };
    return { violation, metadata };
  };
}
