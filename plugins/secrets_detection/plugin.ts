import {
  contentHooks,
  definePlugin,
  type JsonObject,
  type JsonValue,
  type PluginEnvironment,
  type PluginResult,
} from "plugins-adapter/framework";
import { type SecretsConfig, secretsConfig } from "./config.ts";
import { type Inspection, inspectorOf } from "./inspect.ts";

/** Finds keys, tokens and passwords in every part of requests and results, and denies the message or takes them out. */
export default definePlugin({
  kind: "secrets_detection",
  aliases: [
    "plugins.secrets_detection.secrets_detection.SecretsDetectionPlugin",
    "cpex_secrets_detection.secrets_detection.SecretsDetectionPlugin",
    "cpex_secrets_detection.SecretsDetectionPlugin",
  ],
  hooks: contentHooks,
  config: secretsConfig,
  compliance: { owasp_mcp: ["MCP01"], owasp_llm: ["LLM02"], cosai: ["T5"] },
  create(config, environment) {
    const inspector = inspectorOf(config, environment.literals);
    const answer = answererOf(config, environment);
    return {
      prompt_pre_fetch: (payload) =>
        answer("prompt_pre_fetch", inspector.value(payload.args, "data"), (args) => ({
          ...payload,
          args: args as Record<string, string>,
        })),
      prompt_post_fetch: (payload) =>
        answer("prompt_post_fetch", inspector.value(payload.result, "result"), (result) => ({
          ...payload,
          result,
        })),
      tool_pre_invoke: (payload) =>
        answer("tool_pre_invoke", inspector.value(payload.args, "data"), (args) => ({
          ...payload,
          args: args as JsonObject,
        })),
      tool_post_invoke: (payload) =>
        answer("tool_post_invoke", inspector.value(payload.result, "result"), (result) => ({
          ...payload,
          result,
        })),
      resource_pre_fetch: (payload) => {
        const uri = inspector.uri(payload.uri);
        const metadata = inspector.value(payload.metadata, "data");
        return answer("resource_pre_fetch", both(uri, metadata), (value) => ({
          ...payload,
          metadata: value as JsonObject,
        }));
      },
      resource_post_fetch: (payload) =>
        answer("resource_post_fetch", inspector.value(payload.content, "contents"), (content) => ({
          ...payload,
          content,
        })),
    };
  },
});

/** What a hook's data is called in violations: ContextForge's words where it has the hook. */
const stages = {
  prompt_pre_fetch: "prompt arguments",
  prompt_post_fetch: "prompt result",
  tool_pre_invoke: "tool arguments",
  tool_post_invoke: "tool result",
  resource_pre_fetch: "resource request",
  resource_post_fetch: "resource content",
} as const;

const mostExamples = 5;

/** Turns an inspection into a hook's answer; `edited` puts the redacted value into the payload. */
function answererOf(config: SecretsConfig, environment: PluginEnvironment) {
  return <P>(
    stage: keyof typeof stages,
    { types, problem, value }: Inspection,
    edited: (value: JsonValue) => P,
  ): PluginResult<P> | undefined => {
    if (types.length === 0 && problem === undefined) return undefined;
    const blocked = config.block_on_detection && types.length >= config.min_findings_to_block;
    const denied = blocked || problem !== undefined;
    const redacted = config.redact && !denied;
    const summary = {
      total_detections: types.length,
      total_masked: redacted ? types.length : 0,
      total_blocked: blocked ? types.length : 0,
      secret_types: [...new Set(types)].sort(),
    };
    if (config.log_detections) environment.log.info({ hook: stage, ...summary }, "secrets detected");
    const metadata = { secrets_detection: summary };
    if (!denied) return redacted ? { modified_payload: edited(value), metadata } : { metadata };
    const details = { count: types.length, examples: types.slice(0, mostExamples).map((type) => ({ type })) };
    const limit = problem === "limit";
    return {
      continue_processing: false,
      violation: {
        reason: limit ? "Cannot inspect for secrets" : "Secrets detected",
        description: limit
          ? `A limit of the plugin kept it from reading all of the ${stages[stage]}`
          : `Potential secrets detected in ${stages[stage]}`,
        code: limit ? "SECRETS_LIMIT_EXCEEDED" : "SECRETS_DETECTED",
        details,
      },
      metadata,
    };
  };
}

/** Two inspections of one payload; the second one's value is the one that may be edited. */
function both(first: Inspection, second: Inspection): Inspection {
  const problem = first.problem ?? second.problem;
  return {
    value: second.value,
    types: [...first.types, ...second.types],
    ...(problem === undefined ? {} : { problem }),
  };
}
