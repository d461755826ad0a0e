import {
  acceptedPattern,
  compilePattern,
  definePlugin,
  foldText,
  guardTexts,
  type JsonObject,
  jsonStrings,
  originOf,
  type Pattern,
} from "plugins-adapter/framework";
import { z } from "zod";
import { defaultCategories } from "./lexicons.ts";

const name = z.string().min(1).max(200);

const harmfulContentConfig = z
  .strictObject({
    categories: z
      .record(name, z.array(z.string().min(1).max(10_000)).max(1000))
      .default(() =>
        Object.fromEntries(Object.entries(defaultCategories).map(([key, list]) => [key, [...list]])),
      )
      .describe(
        "Regular expressions (RE2, letter case ignored) by category; given, they replace the default",
      ),
    block_on: z
      .array(name)
      .max(1000)
      .default(["self_harm", "violence", "hate"])
      .describe("Categories that deny; others are told in the metadata"),
    redact: z
      .boolean()
      .default(false)
      .describe("Replace what is found, of the categories in block_on, in the place of a denial"),
    redaction_text: z.string().max(1000).default("[REDACTED]").describe("What stands in its place"),
    max_text_chars: z
      .int()
      .positive()
      .default(1_000_000)
      .describe("Longest text that is looked at; a message with a longer one is denied"),
  })
  .superRefine(({ categories, block_on }, context) => {
    for (const [category, sources] of Object.entries(categories)) {
      for (const [index, source] of sources.entries()) {
        const reading = compilePattern(source, { ignoreCase: true });
        if (reading.ok) continue;
        context.addIssue({ code: "custom", path: ["categories", category, index], message: reading.message });
      }
    }
    for (const [index, category] of block_on.entries()) {
      if (Object.hasOwn(categories, category)) continue;
      context.addIssue({ code: "custom", path: ["block_on", index], message: "is none of the categories" });
    }
  });

const hooks = [
  "prompt_pre_fetch",
  "prompt_post_fetch",
  "tool_pre_invoke",
  "tool_post_invoke",
  "resource_post_fetch",
] as const;

/** Finds texts on self-harm, violence and hate by phrases; denies them, or takes them out. */
export default definePlugin({
  kind: "harmful_content",
  aliases: [
    "harmful_content_detector",
    "plugins.harmful_content_detector.harmful_content_detector.HarmfulContentDetectorPlugin",
  ],
  hooks,
  config: harmfulContentConfig,
  readOnly: true,
  compliance: { owasp_asi: ["ASI09"], mitre_atlas: ["AML.T0048"] },
  create({ categories, block_on, redact, redaction_text, max_text_chars }) {
    const lexicons = Object.entries(categories)
      .filter(([, sources]) => sources.length > 0)
      .map(([category, sources]) => ({
        category,
        blocks: block_on.includes(category),
        pattern: acceptedPattern(sources.map((source) => `(?:${source})`).join("|"), { ignoreCase: true }),
      }));
    return guardTexts({
      hooks,
      walk: { keys: true },
      begin() {
        const found = new Set<string>();
        const denying = new Set<string>();
        let limit: string | undefined;
        return {
          text(text, _path, kind) {
            if (limit !== undefined) return text;
            if (text.length > max_text_chars) {
              limit = "length";
              return text;
            }
            let edited = text;
            let readings = readingsOf(text);
            for (const { category, blocks, pattern } of lexicons) {
              const shows = pattern.test(readings.folded);
              if (!shows && !(readings.inside !== undefined && pattern.test(readings.inside))) continue;
              found.add(category);
              if (!blocks) continue;
              const redacted =
                redact && shows && kind !== "opaque" ? replaced(edited, pattern, redaction_text) : undefined;
              if (redacted === undefined) denying.add(category);
              else {
                edited = redacted;
                readings = readingsOf(redacted);
              }
            }
            return edited;
          },
          refused(reason) {
            limit ??= reason;
          },
          end() {
            const names = [...found].sort();
            const metadata: JsonObject = { harmful_categories: names };
            if (denying.size > 0) {
              const violation = {
                reason: "Harmful content",
                description: `Detected categories: ${names.join(", ")}`,
                code: "HARMFUL_CONTENT",
                details: { categories: names },
              };
              return { violation, metadata };
            }
            if (limit !== undefined) {
              const description =
                "A part of the message is longer or deeper than the plugin looks at, or cannot be edited";
              const details = { limit };
              const code = "HARMFUL_CONTENT_LIMIT_EXCEEDED";
              return {
                violation: { reason: "Cannot inspect for harmful content", description, code, details },
              };
            }
            return names.length > 0 ? { metadata } : undefined;
          },
        };
      },
    });
  },
});

/** A text as a reader sees it and, of a JSON text, what it says without its escapes. */
function readingsOf(text: string): { readonly folded: string; readonly inside: string | undefined } {
  const inside = jsonStrings(text);
  return { folded: foldText(text).text, inside: inside === undefined ? undefined : foldText(inside).text };
}

/** Time that replacing may take for one text, in milliseconds. */
const timeLimit = 1000;

/** The text with all matches replaced; undefined where the time did not suffice, or one is found still. */
function replaced(text: string, pattern: Pattern, by: string): string | undefined {
  const folded = foldText(text);
  let out = "";
  let copied = 0;
  const finished = pattern.eachMatch(folded.text, performance.now() + timeLimit, ({ start, end }) => {
    out += text.slice(copied, originOf(folded, start)) + by;
    copied = originOf(folded, end);
  });
  const edited = out + text.slice(copied);
  return finished && !pattern.test(foldText(edited).text) ? edited : undefined;
}
