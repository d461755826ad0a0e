import { contentHooks, definePlugin, guardTexts, type TextHook } from "plugins-adapter/framework";
import { piiConfig } from "./config.ts";
import { inspectorOf } from "./inspect.ts";
import { phoneNumbers } from "./phone-plans.ts";
import { actingConfig } from "./strict.ts";

/** All that carries people's data; not what servers say of themselves and of what they offer. */
const hooks: readonly TextHook[] = [
  ...contentHooks,
  "completion",
  "sampling_request",
  "sampling_response",
  "elicitation_request",
  "elicitation_response",
  "notification",
  "task",
  "message",
];

/** Finds personal data in every part of requests and results, and masks it or denies the message. */
export default definePlugin({
  kind: "pii_filter",
  aliases: [
    "plugins.pii_filter.pii_filter.PIIFilterPlugin",
    "cpex_pii_filter.pii_filter.PIIFilterPlugin",
    "cpex_pii_filter.PIIFilterPlugin",
  ],
  hooks,
  config: piiConfig,
  compliance: {
    owasp_mcp: ["MCP10"],
    owasp_llm: ["LLM02"],
    mitre_atlas: ["AML.T0057"],
    cosai: ["T5"],
  },
  create(given, environment) {
    const config = actingConfig(given);
    const phones = phoneNumbers(config.phone_countries);
    const guard = guardTexts({
      hooks,
      exemptions: config.exemptions,
      walk: {
        keys: true,
        numbers: true,
        maxDepth: config.max_nested_depth,
        maxItems: config.max_collection_items,
      },
      begin: inspectorOf(config, environment, phones),
    });
    // The numbering plans take 30 ms to load, and 2 MB: not for who looks for no numbers.
    return config.detect_phone ? { ...guard, initialize: () => phones.load() } : guard;
  },
});
