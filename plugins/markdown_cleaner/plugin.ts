import { definePlugin, isJsonDocument, type JsonObject, type JsonValue } from "plugins-adapter/framework";
import { z } from "zod";
import { cleanMarkdown } from "./clean.ts";

const markdownConfig = z.strictObject({
  max_text_chars: z
    .int()
    .positive()
    .default(1_000_000)
    .describe("Longest text that is tidied; longer ones are left as they are"),
});

/** Tidies Markdown in prompts, resources and results of tools. */
export default definePlugin({
  kind: "markdown_cleaner",
  aliases: ["plugins.markdown_cleaner.markdown_cleaner.MarkdownCleanerPlugin"],
  hooks: ["prompt_post_fetch", "resource_post_fetch", "tool_post_invoke"],
  config: markdownConfig,
  readOnly: true,
  create({ max_text_chars }) {
    function cleaned(holder: JsonObject): JsonObject {
      const { text } = holder;
      if (typeof text !== "string" || text.length > max_text_chars || isJsonDocument(text)) return holder;
      const clean = cleanMarkdown(text);
      return clean === text ? holder : { ...holder, text: clean };
    }

    function item(value: JsonValue): JsonValue {
      if (!isObject(value)) return value;
      if (value["type"] === "text") return cleaned(value);
      const { resource } = value;
      if (value["type"] !== "resource" || !isObject(resource) || !isMarkdown(resource)) return value;
      const clean = cleaned(resource);
      return clean === resource ? value : { ...value, resource: clean };
    }

    const content = (value: JsonValue): JsonValue =>
      Array.isArray(value) ? mapped(value, item) : item(value);

    function message(value: JsonValue): JsonValue {
      return isObject(value) ? withMember(value, "content", content) : value;
    }

    return {
      prompt_post_fetch: (payload) => {
        const result = withMember(payload.result, "messages", (all) =>
          Array.isArray(all) ? mapped(all, message) : all,
        );
        return result === payload.result ? undefined : { modified_payload: { ...payload, result } };
      },
      tool_post_invoke: (payload) => {
        const { result } = payload;
        // What structured content says too is data of the tool's own, and both forms have to agree.
        if (isObject(result) && result["structuredContent"] !== undefined) return undefined;
        const edited = withMember(result, "content", content);
        return edited === result ? undefined : { modified_payload: { ...payload, result: edited } };
      },
      resource_post_fetch: (payload) => {
        const before = payload.content;
        if (!isObject(before) || !isMarkdown(before)) return undefined;
        const after = cleaned(before);
        return after === before ? undefined : { modified_payload: { ...payload, content: after } };
      },
    };
  },
});

/** By its type, else by its name: in other texts `#` and `*` mean other things. */
function isMarkdown({ mimeType, uri }: JsonObject): boolean {
  if (typeof mimeType === "string" && mimeType !== "")
    return /^text\/(x-)?markdown\s*(;|$)/i.test(mimeType.trim());
  return typeof uri === "string" && /\.(md|markdown|mdx)$/i.test(uri.split(/[?#]/, 1)[0] ?? "");
}

function withMember(holder: JsonValue, name: string, edit: (value: JsonValue) => JsonValue): JsonValue {
  const before = isObject(holder) ? holder[name] : undefined;
  if (before === undefined) return holder;
  const after = edit(before);
  return after === before ? holder : { ...(holder as JsonObject), [name]: after };
}

/** The same array where nothing in it changed. */
function mapped(values: readonly JsonValue[], edit: (value: JsonValue) => JsonValue): JsonValue {
  const edited = values.map(edit);
  return edited.every((value, index) => value === values[index]) ? (values as JsonValue[]) : edited;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
