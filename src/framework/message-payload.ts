import { z } from "zod";
import { jsonObject } from "./payload-fields.ts";

/** What a message is, or a part of one that is handed to plugins by itself. */
export const messageKinds = ["request", "notification", "result", "error"] as const;
export type MessageKind = (typeof messageKinds)[number];

/** Who sent it. */
export const messageSenders = ["client", "server"] as const;
export type MessageSender = (typeof messageSenders)[number];

/**
 * Any message of MCP, or a part of one: the payload of all hooks that ContextForge does not have. Exactly one of
 * `params`, `result` and `error` is there, by `kind`.
 */
export const messagePayload = z.object({
  kind: z
    .enum(messageKinds)
    .describe("What it is; requests and notifications have `params`, answers `result` or `error`."),
  method: z
    .string()
    .describe(
      "The message's method; of an answer that of the request, empty where that is not known, as on a resumed stream.",
    ),
  from: z.enum(messageSenders).describe("Who sent it."),
  params: jsonObject.optional().describe("`params` of a request or notification; `{}` where it has none."),
  result: jsonObject.optional().describe("The result of an answer."),
  error: jsonObject.optional().describe("The JSON-RPC error object of an answer: `code`, `message`, `data`."),
});
export type MessagePayload = z.output<typeof messagePayload>;
