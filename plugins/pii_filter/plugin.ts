import {
  contentHooks,
  definePlugin,
  type JsonObject,
  type JsonValue,
  type PluginEnvironment,
  type PluginResult,
} from "plugins-adapter/framework";
import { type PiiConfig, piiConfig } from "./config.ts";
import { type Inspection, inspectorOf } from "./inspect.ts";
import { actingConfig } from "./strict.ts";

/** Finds personal data in every part of requests and results, and masks it or denies the message. */
export default definePlugin({
  kind: "pii_filter",
  aliases: [
    "plugins.pii_filter.pii_filter.PIIFilterPlugin",
    "cpex_pii_filter.pii_filter.PIIFilterPlugin",
    "cpex_pii_filter.PIIFilterPlugin",
  ],
  hooks: contentHooks,
  config: piiConfig,
  compliance: {
    owasp_mcp: ["MCP10"],
    owasp_llm: ["LLM02"],
    mitre_atlas: ["AML.T0057"],
    cosai: ["T5"],
  },
  create(given, environment) {
    const config = actingConfig(given);
    const inspector = inspectorOf(config);
    const answer = answererOf(config, environment);
    return {
      prompt_pre_fetch: (payload) =>
        answer("prompt_pre_fetch", payload, inspector.value(payload.args, "data"), (args) => ({
          ...payload,
          args: args as Record<string, string>,
        })),
      prompt_post_fetch: (payload) =>
        answer("prompt_post_fetch", payload, inspector.value(payload.result, "result"), (result) => ({
          ...payload,
          result,
        })),
      tool_pre_invoke: (payload) =>
        answer("tool_pre_invoke", payload, inspector.value(payload.args, "data"), (args) => ({
          ...payload,
          args: args as JsonObject,
        })),
      tool_post_invoke: (payload) =>
        answer("tool_post_invoke", payload, inspector.value(payload.result, "result"), (result) => ({
          ...payload,
          result,
        })),
      resource_pre_fetch: (payload) => {
        const uri = inspector.uri(payload.uri);
        const metadata = inspector.value(payload.metadata, "data");
        return answer("resource_pre_fetch", payload, both(uri, metadata), (value) => ({
          ...payload,
          metadata: value as JsonObject,
        }));
      },
      resource_post_fetch: (payload) =>
        answer("resource_post_fetch", payload, inspector.value(payload.content, "contents"), (content) => ({
          ...payload,
          content,
        })),
    };
  },
});

/** What a hook's data is called, and the code of its denial: ContextForge's for the hooks that its filter has. */
const stages = {
  prompt_pre_fetch: { what: "prompt arguments", code: "PII_DETECTED" },
  prompt_post_fetch: { what: "prompt result", code: "PII_DETECTED_IN_PROMPT_RESULT" },
  tool_pre_invoke: { what: "tool arguments", code: "PII_DETECTED_IN_TOOL_ARGS" },
  tool_post_invoke: { what: "tool result", code: "PII_DETECTED_IN_TOOL_RESULT" },
  resource_pre_fetch: { what: "resource request", code: "PII_DETECTED_IN_RESOURCE_REQUEST" },
  resource_post_fetch: { what: "resource content", code: "PII_DETECTED_IN_RESOURCE_CONTENT" },
} as const;

/** Turns an inspection into a hook's answer; `edited` puts the masked value into the payload. */
function answererOf(config: PiiConfig, environment: PluginEnvironment) {
  const logs = config.log_detections || config.audit_detections;
  return <P>(
    stage: keyof typeof stages,
    _payload: P,
    inspection: Inspection,
    edited: (value: JsonValue) => P,
  ): PluginResult<P> | undefined => {
    const { types, problem, masked } = inspection;
    if (types.size === 0 && problem === undefined) return undefined;
    const detected = [...types.keys()].sort();
    const count = [...types.values()].reduce((sum, number) => sum + number, 0);
    const denied = problem !== undefined || config.block_on_detection;
    const summary: JsonObject = {
      total_detections: count,
      total_masked: denied ? 0 : masked,
      detection_types: detected,
      stage,
    };
    if (config.include_detection_details) summary["detections"] = [...inspection.details];
    if (logs) environment.log.info({ hook: stage, ...summary }, "personal data detected");
    const metadata = { pii_filter: summary };
    if (!denied) return { modified_payload: edited(inspection.value), metadata };
    const { what, code } = stages[stage];
    if (problem === "limit") {
      const description = `A limit of the filter kept it from reading all of the ${what}`;
      const details = { detected_types: detected, count };
      return {
        continue_processing: false,
        violation: { reason: "Cannot inspect for PII", description, code: "PII_LIMIT_EXCEEDED", details },
        metadata,
      };
    }
    return {
      continue_processing: false,
      violation: {
        reason: `PII detected in ${what}`,
        description: `Sensitive information detected in ${what}`,
        code,
        details: { detected_types: detected, count },
      },
      metadata,
    };
  };
}

/** Two inspections of one payload; the second one's value is the one that may be edited. */
function both(first: Inspection, second: Inspection): Inspection {
  const types = new Map(first.types);
  for (const [type, count] of second.types) types.set(type, (types.get(type) ?? 0) + count);
  const problem = first.problem ?? second.problem;
  return {
    value: second.value,
    types,
    masked: first.masked + second.masked,
    details: [...first.details, ...second.details],
    ...(problem === undefined ? {} : { problem }),
  };
}
