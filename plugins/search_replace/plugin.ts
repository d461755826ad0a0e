import {
  contentHooks,
  definePlugin,
  type JsonObject,
  type JsonValue,
  mapText,
  type PluginResult,
  readReplacementRule,
  replaceMatches,
  replacementRule,
  type TextKind,
  type TextPath,
  type TextRefusal,
  type TextShapeName,
} from "plugins-adapter/framework";
import { z } from "zod";

const longest = 10_000;

const searchReplaceConfig = z
  .strictObject({
    words: z
      .array(
        z.strictObject({
          search: z.string().min(1).max(longest).describe("Regular expression in RE2 syntax"),
          replace: z
            .string()
            .max(longest)
            .describe("What stands in the place of each match; \\1 and \\g<name> are groups"),
        }),
      )
      .max(1000)
      .describe("Replacements, made one after the other in this order"),
    include_keys: z
      .boolean()
      .default(false)
      .describe("Replace in member names of arguments and structured results too"),
    time_limit_ms: z
      .int()
      .positive()
      .default(1000)
      .describe("Time that replacing may take for one message; a message that needs more is denied"),
  })
  .superRefine((config, context) => {
    for (const [index, word] of config.words.entries()) {
      const rule = readReplacementRule(word.search, word.replace);
      if (!rule.ok)
        context.addIssue({ code: "custom", path: ["words", index, rule.part], message: rule.message });
    }
  });

/** Replaces what patterns match in every text of requests and results. */
export default definePlugin({
  kind: "search_replace",
  aliases: ["plugins.regex_filter.search_replace.SearchReplacePlugin"],
  hooks: contentHooks,
  config: searchReplaceConfig,
  create(config) {
    const rules = config.words.map(({ search, replace }) => replacementRule(search, replace));

    /** Edits one value of a payload; `edited` puts the new value in. */
    function answer<P>(
      value: JsonValue,
      shape: TextShapeName,
      edited: (value: JsonValue) => P,
    ): PluginResult<P> | undefined {
      const deadline = performance.now() + config.time_limit_ms;
      let problem: TextRefusal | "limit" | undefined;
      const replaceIn = (text: string, _path: TextPath, kind: TextKind): string => {
        // Ids and cursors are no content, and an edit would break the message.
        if (kind === "opaque" || problem === "limit") return text;
        const replaced = replaceMatches(text, rules, deadline);
        if (replaced === undefined) problem = "limit";
        return replaced ?? text;
      };
      const result = mapText(value, replaceIn, {
        shape,
        keys: config.include_keys,
        onRefused: (reason) => {
          problem ??= reason;
        },
      });
      if (problem !== undefined) return denial(problem);
      return result === value ? undefined : { modified_payload: edited(result) };
    }

    return {
      prompt_pre_fetch: (payload) =>
        answer(payload.args, "data", (args) => ({ ...payload, args: args as Record<string, string> })),
      prompt_post_fetch: (payload) => answer(payload.result, "result", (result) => ({ ...payload, result })),
      tool_pre_invoke: (payload) =>
        answer(payload.args, "data", (args) => ({ ...payload, args: args as JsonObject })),
      tool_post_invoke: (payload) => answer(payload.result, "result", (result) => ({ ...payload, result })),
      resource_pre_fetch: (payload) =>
        answer([payload.uri, payload.metadata], "data", (value) => {
          const [uri, metadata] = value as [string, JsonObject];
          return { ...payload, uri, metadata };
        }),
      resource_post_fetch: (payload) =>
        answer(payload.content, "contents", (content) => ({ ...payload, content })),
    };
  },
});

function denial(problem: TextRefusal | "limit"): PluginResult<never> {
  const description =
    problem === "limit"
      ? "Replacing took longer, or made a longer text, than is allowed for one message"
      : "A match stands where a replacement would break the message";
  return {
    continue_processing: false,
    violation: {
      reason: "Replacement not possible",
      description,
      code: "SEARCH_REPLACE_FAILED",
      details: { problem },
    },
  };
}
