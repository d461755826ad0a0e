import {
  contentHooks,
  decodedUri,
  definePlugin,
  eachText,
  foldText,
  type JsonValue,
  type PluginResult,
  type TextShapeName,
} from "plugins-adapter/framework";
import { z } from "zod";

const denyConfig = z.strictObject({
  words: z
    .array(z.string().min(1).max(1000))
    .min(1)
    .max(10_000)
    .refine(
      (words) => words.every((word) => foldText(word).text.trim() !== ""),
      "a word of nothing but white space or invisible characters would deny nearly every message",
    )
    .describe(
      "Texts that must not occur; letter case does not matter, and they are found inside longer words too",
    ),
  normalize: z
    .boolean()
    .default(true)
    .describe(
      "Compare what a reader sees: compatibility forms (NFKC) are alike, invisible characters do not count",
    ),
  include_keys: z
    .boolean()
    .default(true)
    .describe(
      "Look at member names in arguments and structured results too (ContextForge looks at values only)",
    ),
});

/** Denies messages in which one of a list of words occurs. */
export default definePlugin({
  kind: "deny_filter",
  aliases: ["plugins.deny_filter.deny.DenyListPlugin"],
  hooks: contentHooks,
  config: denyConfig,
  compliance: {
    owasp_llm: ["LLM02"],
    cosai: ["T3"],
  },
  create(config, environment) {
    const readable = config.normalize ? normalized : (text: string) => text.toLowerCase();
    const words = environment.literals({ words: config.words.map(readable), ignoreCase: true });
    // A plain text is read as it is, which other plugins do, too: nothing but the case of ASCII letters would change.
    const occurs = (text: string) => words.has(foldText(text).origin === undefined ? text : readable(text));
    const occursIn = (value: JsonValue, shape: TextShapeName) =>
      // Ids and cursors are no content, and short words are in them by chance.
      eachText(value, (text, _path, kind) => kind !== "opaque" && occurs(text), {
        shape,
        keys: config.include_keys,
        numbers: true,
      });

    return {
      prompt_pre_fetch: ({ args }) => answer(occursIn(args, "data"), "prompt arguments"),
      prompt_post_fetch: ({ result }) => answer(occursIn(result, "result"), "prompt result"),
      tool_pre_invoke: ({ args }) => answer(occursIn(args, "data"), "tool arguments"),
      tool_post_invoke: ({ result }) => answer(occursIn(result, "result"), "tool result"),
      resource_pre_fetch: ({ uri, metadata }) =>
        answer(occurs(uri) || occurs(decodedUri(uri)) || occursIn(metadata, "data"), "resource request"),
      resource_post_fetch: ({ content }) => answer(occursIn(content, "contents"), "resource content"),
    };
  },
});

function answer(denied: boolean, where: string): PluginResult<never> | undefined {
  if (!denied) return undefined;
  return {
    continue_processing: false,
    violation: {
      reason: `${capitalized(where)} not allowed`,
      description: `A deny word was found in the ${where}`,
      code: "deny",
    },
  };
}

/** Folding again after NFKC removes what it lets appear; lower case comes last, for letters that either yields. */
function normalized(text: string): string {
  const folded = foldText(text);
  return folded.origin === undefined
    ? text.toLowerCase()
    : foldText(folded.text.normalize("NFKC")).text.toLowerCase();
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
