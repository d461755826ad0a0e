import { definePlugin, type JsonObject, type JsonValue } from "plugins-adapter/framework";
import { z } from "zod";

const privacyNoticeConfig = z.strictObject({
  notice_text: z
    .string()
    .min(1)
    .max(10_000)
    .default(
      "Privacy notice: Do not include PII, secrets, or confidential information in prompts or outputs.",
    )
    .describe("The notice"),
  placement: z
    .enum(["append", "prepend", "separate_message"])
    .default("append")
    .describe(
      "Behind or before the text of the first user message, or in a message of its own at the end; this too where no user message has a text",
    ),
  marker: z
    .string()
    .min(1)
    .max(1000)
    .default("[PRIVACY]")
    .describe("Stands before the notice; a prompt in which both stand gets no other"),
});

/** Adds a notice to prompts. */
export default definePlugin({
  kind: "privacy_notice_injector",
  aliases: ["plugins.privacy_notice_injector.privacy_notice_injector.PrivacyNoticeInjectorPlugin"],
  hooks: ["prompt_post_fetch"],
  config: privacyNoticeConfig,
  readOnly: true,
  create({ notice_text, placement, marker }) {
    const notice = `${marker} ${notice_text}`;
    return {
      prompt_post_fetch: (payload) => {
        const { result } = payload;
        const messages = isObject(result) ? result["messages"] : undefined;
        if (!isObject(result) || !Array.isArray(messages) || messages.length === 0) return undefined;
        // The whole notice, not the marker alone: a server could write that to be rid of the notice.
        if (messages.some((message) => textsOf(message).some((text) => text.includes(notice))))
          return undefined;
        const edited = withNotice(messages, notice, placement);
        return { modified_payload: { ...payload, result: { ...result, messages: edited } } };
      },
    };
  },
});

function withNotice(
  messages: readonly JsonValue[],
  notice: string,
  placement: z.output<typeof privacyNoticeConfig>["placement"],
): JsonValue[] {
  const own = { role: "user", content: { type: "text", text: notice } };
  const at =
    placement === "separate_message"
      ? -1
      : messages.findIndex(
          (message) => isObject(message) && message["role"] === "user" && textsOf(message).length > 0,
        );
  const first = messages[at];
  if (!isObject(first)) return [...messages, own];
  const join = (text: string) =>
    text === "" ? notice : placement === "prepend" ? `${notice}\n\n${text}` : `${text}\n\n${notice}`;
  const { content } = first;
  return messages.with(at, { ...first, content: edited(content as JsonValue, join, placement === "append") });
}

/** The content with its first or last text joined; earlier revisions have one item, later ones may have a list. */
function edited(content: JsonValue, join: (text: string) => string, last: boolean): JsonValue {
  if (Array.isArray(content)) {
    const isText = (item: JsonValue) => textOf(item) !== undefined;
    const at = last ? content.findLastIndex(isText) : content.findIndex(isText);
    return content.with(at, edited(content[at] as JsonValue, join, last));
  }
  return { ...(content as JsonObject), text: join(textOf(content) ?? "") };
}

function textsOf(message: JsonValue): string[] {
  const content = isObject(message) ? message["content"] : undefined;
  return [content].flat().flatMap((item) => textOf(item) ?? []);
}

function textOf(item: JsonValue | undefined): string | undefined {
  if (!isObject(item) || item["type"] !== "text") return undefined;
  const { text } = item;
  return typeof text === "string" ? text : undefined;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
