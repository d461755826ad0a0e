import {
  allTextHooks,
  definePlugin,
  type GuardEnd,
  type GuardScene,
  guardTexts,
  type JsonObject,
  type Plugin,
  type TextHook,
} from "plugins-adapter/framework";
import { promptInjectionConfig } from "./config.ts";
import { detect } from "./detect.ts";
import { categories } from "./rule.ts";

const listHooks: readonly TextHook[] = ["tool_list", "prompt_list", "resource_list"];

/** Finds texts that give a model orders, and denies the message. */
export default definePlugin({
  kind: "prompt_injection",
  hooks: [...allTextHooks],
  config: promptInjectionConfig,
  compliance: {
    owasp_mcp: ["MCP06"],
    owasp_llm: ["LLM01", "LLM07"],
    owasp_asi: ["ASI01", "ASI06"],
    mitre_atlas: ["AML.T0051", "AML.T0051.000", "AML.T0051.001", "AML.T0054", "AML.T0056", "AML.T0068"],
    cosai: ["T4"],
    safe_mcp: ["SAFE-T1102"],
  },
  create(config) {
    const disabled = new Set<string>(config.disabled_categories);
    const counted =
      disabled.size === 0 ? undefined : new Set(categories.filter((category) => !disabled.has(category)));
    const looked = config.include_lists
      ? allTextHooks
      : allTextHooks.filter((hook) => !listHooks.includes(hook));
    const passed = Object.fromEntries(listHooks.map((hook) => [hook, () => undefined])) as Plugin;
    const guard = guardTexts({
      hooks: looked,
      exemptions: config.exemptions,
      walk: { keys: true },
      begin() {
        const budget = { left: config.max_decoded_size };
        let worst: { score: number; reasons: readonly string[]; what: string } | undefined;
        let unread: string | undefined;
        return {
          text(text, _path, _kind, scene) {
            const answered = isAnswer(scene);
            const found = detect(text, config.max_decode_depth, budget, { answered, categories: counted });
            if (!found.complete) unread ??= scene.what;
            const threshold = answered ? config.threshold : (config.request_threshold ?? config.threshold);
            if (found.score >= threshold && found.score > (worst?.score ?? 0)) {
              worst = { score: found.score, reasons: found.reasons, what: scene.what };
            }
            return text;
          },
          refused(_reason, scene) {
            unread ??= scene.what;
          },
          end(): GuardEnd | undefined {
            if (worst !== undefined)
              return config.action === "block" ? denied(worst) : { metadata: said(worst) };
            if (unread === undefined) return undefined;
            return {
              violation: {
                reason: "Cannot inspect for prompt injection",
                description: `A limit kept the plugin from reading all of the ${unread}`,
                code: "PROMPT_INJECTION_LIMIT_EXCEEDED",
              },
            };
          },
        };
      },
    });
    return { ...passed, ...guard };
  },
});

/**
 * Whether a text is data that a server answers with, in which nobody has to give the model orders. Prompts, a server's own
 * instructions and what it wants sampled are orders by nature.
 */
function isAnswer({ hook, field }: GuardScene): boolean {
  if (hook === "resource_post_fetch") return field === "content";
  if (hook === "notification") return true;
  const data = hook === "tool_post_invoke" || hook === "completion" || hook === "task" || hook === "message";
  return data && (field === "result" || field === "error");
}

interface Found {
  readonly score: number;
  readonly reasons: readonly string[];
  readonly what: string;
}

function denied(found: Found): GuardEnd {
  return {
    violation: {
      reason: "Prompt injection detected",
      description: `A text in the ${found.what} gives orders to the model`,
      code: "PROMPT_INJECTION_DETECTED",
      details: { score: found.score, reasons: [...found.reasons] },
    },
    metadata: said(found),
  };
}

function said({ score, reasons, what }: Found): JsonObject {
  return { prompt_injection: { score, reasons: [...reasons], part: what } };
}
