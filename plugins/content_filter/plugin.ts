import {
  chainPlugins,
  definePlugin,
  type JsonObject,
  type Plugin,
  type PluginContext,
  type PluginResult,
} from "plugins-adapter/framework";
import piiFilter from "../pii_filter/plugin.ts";
import { type ContentFilterConfig, contentFilterConfig, dataNameOf, dataNames } from "./config.ts";

/** Masks what must not be in a message, by the name of the data or by a pattern; or denies it. */
export default definePlugin({
  kind: "content_filter",
  aliases: ["plugins.native.content_filter.ContentFilterPlugin"],
  hooks: piiFilter.hooks,
  config: contentFilterConfig,
  compliance: { owasp_mcp: ["MCP10"], owasp_llm: ["LLM02"], mitre_atlas: ["AML.T0057"], cosai: ["T5"] },
  create(config, environment) {
    const filter = piiFilter.create(piiFilter.config.parse(filterConfig(config)), environment);
    // The chain of one starts and stops it.
    return { ...chainPlugins([], [filter]), ...underOwnName(filter) };
  },
});

/** What pii_filter is asked for: the data that is named, nothing else, and the patterns. */
function filterConfig({ block_patterns, mask_char, block_on_detection }: ContentFilterConfig): JsonObject {
  const named = new Set(block_patterns.map(dataNameOf));
  const patterns = block_patterns.filter((entry) => dataNameOf(entry) === undefined);
  return {
    ...Object.fromEntries(dataNames.map((name) => [`detect_${name}`, named.has(name)])),
    custom_patterns: patterns.map((pattern) => ({ pattern })),
    default_mask_strategy: "mask",
    mask_char,
    block_on_detection,
  };
}

type Handler = (payload: object, context: PluginContext) => unknown;

/** The filter's handlers, with answers that speak of this plugin. */
function underOwnName(filter: Plugin): Plugin {
  const handlers = filter as unknown as Readonly<Record<string, Handler | undefined>>;
  const own = piiFilter.hooks.map((hook) => {
    const handler: Handler = (payload, context) => {
      const answer = handlers[hook]?.(payload, context);
      return answer instanceof Promise ? answer.then(renamed) : renamed(answer);
    };
    return [hook, handler];
  });
  return Object.fromEntries(own) as Plugin;
}

function renamed(answer: unknown): unknown {
  const result = answer as PluginResult<unknown> | undefined;
  if (result === undefined) return result;
  const { pii_filter: summary, ...others } = result.metadata ?? {};
  const metadata = summary === undefined ? others : { ...others, content_filter: summary };
  if (result.violation === undefined) return { ...result, metadata };
  const limit = result.violation.code?.endsWith("_LIMIT_EXCEEDED") === true;
  const violation = {
    ...result.violation,
    reason: limit ? "Cannot inspect the content" : "Blocked content",
    code: limit ? "CONTENT_FILTER_LIMIT_EXCEEDED" : "CONTENT_BLOCKED",
  };
  return { ...result, metadata, violation };
}
