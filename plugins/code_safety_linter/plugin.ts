import {
  acceptedPattern,
  compilePattern,
  definePlugin,
  foldText,
  guardTexts,
  jsonStrings,
  type ViolationInput,
} from "plugins-adapter/framework";
import { z } from "zod";
import { defaultPatterns } from "./patterns.ts";

const codeSafetyConfig = z
  .strictObject({
    blocked_patterns: z
      .array(z.string().min(1).max(10_000))
      .max(1000)
      .default([...defaultPatterns])
      .describe("Regular expressions in RE2 syntax; a result in which one matches is denied"),
    max_text_chars: z
      .int()
      .positive()
      .default(1_000_000)
      .describe("Longest text that is looked at; a message with a longer one is denied"),
  })
  .superRefine(({ blocked_patterns }, context) => {
    for (const [index, source] of blocked_patterns.entries()) {
      const reading = compilePattern(source);
      if (!reading.ok) {
        context.addIssue({ code: "custom", path: ["blocked_patterns", index], message: reading.message });
      }
    }
  });

/** Denies results that hold code which runs other code or destroys data. */
export default definePlugin({
  kind: "code_safety_linter",
  aliases: ["plugins.code_safety_linter.code_safety_linter.CodeSafetyLinterPlugin"],
  hooks: ["tool_post_invoke", "prompt_post_fetch", "resource_post_fetch"],
  config: codeSafetyConfig,
  readOnly: true,
  compliance: { owasp_mcp: ["MCP05"], owasp_llm: ["LLM05"], owasp_asi: ["ASI05"], cosai: ["T3"] },
  create({ blocked_patterns, max_text_chars }) {
    const patterns = blocked_patterns.map((source) => acceptedPattern(source));
    // One search tells that nothing is there, which is the rule.
    const any =
      patterns.length === 0
        ? undefined
        : acceptedPattern(blocked_patterns.map((each) => `(?:${each})`).join("|"));
    return guardTexts({
      hooks: ["tool_post_invoke", "prompt_post_fetch", "resource_post_fetch"],
      walk: { keys: true },
      begin() {
        const found = new Set<string>();
        let limit: string | undefined;
        return {
          text(text, _path, kind) {
            if (kind === "opaque" || limit !== undefined || any === undefined) return text;
            if (text.length > max_text_chars) {
              limit = "length";
              return text;
            }
            for (const reading of readings(text)) {
              if (!any.test(reading)) continue;
              for (const pattern of patterns) if (pattern.test(reading)) found.add(pattern.source);
            }
            return text;
          },
          refused(reason) {
            limit ??= reason;
          },
          end: () => {
            const violation = violationOf(found, limit);
            return violation && { violation };
          },
        };
      },
    });
  },
});

/** A text, what a reader sees of it, and what a JSON text says without its escapes. */
function readings(text: string): readonly string[] {
  const folded = foldText(text).text;
  return [...new Set([text, folded, jsonStrings(text) ?? text])];
}

function violationOf(found: ReadonlySet<string>, limit: string | undefined): ViolationInput | undefined {
  if (found.size > 0) {
    return {
      reason: "Unsafe code pattern",
      description: "Detected unsafe code constructs",
      code: "CODE_SAFETY",
      details: { patterns: [...found] },
    };
  }
  if (limit === undefined) return undefined;
  return {
    reason: "Cannot inspect for unsafe code",
    description: "A part of the result is longer or deeper than the plugin looks at",
    code: "CODE_SAFETY_LIMIT_EXCEEDED",
    details: { limit },
  };
}
