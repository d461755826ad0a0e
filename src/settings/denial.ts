import { z } from "zod";
import { flag } from "./fields.ts";

/** `adapter.denial`: what a client receives when a plugin denies. */
export const denialSettings = z.strictObject({
  code: z
    .int()
    .min(-2_147_483_648)
    .max(2_147_483_647)
    .optional()
    .describe(
      "JSON-RPC error code where the violation brings none. Default: 40300, with `compat: reference` -32000.",
    ),
  tool_errors: z
    .enum(["error", "result"])
    .default("error")
    .describe(
      "A `tools/call` that a plugin denies, or whose answer it denies, gets a JSON-RPC `error`, or a tool `result` that has `isError: true`, so that the model reads why.",
    ),
  http_status: z
    .enum(["always_200", "by_violation"])
    .default("always_200")
    .describe("HTTP status of a denial: 200 whatever it is, or the violation's own."),
  discover: z
    .enum(["filter", "error"])
    .default("filter")
    .describe(
      "A denied answer to `server/discover` is reduced to the revisions and capabilities in it, or becomes an `error`, upon which clients fall back to `initialize` and an older revision.",
    ),
  details: flag(false).describe("`true`: the violation's details go to the client in `error.data`."),
});

/** `adapter.strict`: each check can be turned off alone, where an upstream needs it. */
export const strictSettings = z.strictObject({
  byte_order_mark: flag(true).describe("Refuse a body that starts with a byte order mark."),
  duplicate_keys: flag(true).describe("Refuse an object that has a key twice."),
  lone_surrogates: flag(true).describe("Refuse texts and names with half a surrogate pair."),
  number_range: flag(true).describe("Refuse numbers that overflow a double."),
  folded_keys: flag(true).describe("Refuse keys that equal a key of the protocol only when case is ignored."),
  unknown_members: flag(true).describe("Refuse members of a message that JSON-RPC does not have."),
  message_ids: flag(true).describe("Refuse ids that are neither a text nor a whole number."),
  missing_ids: flag(true).describe("Refuse a request of a known method that has no id."),
  hybrid_messages: flag(true).describe("Refuse a message that is request and response at once."),
  content_type: flag(true).describe("Refuse (415) a POST whose content type is not `application/json`."),
  content_encoding: flag(true).describe("Refuse (415) a request body with a content encoding."),
  header_mismatch: flag(true).describe("Refuse `Mcp-*` headers that contradict the body."),
  batches: z
    .enum(["by_revision", "refuse", "inspect"])
    .default("by_revision")
    .describe(
      "Batches: inspected where the protocol revision has them and refused elsewhere; always refused; always inspected.",
    ),
  http_sse: flag(true).describe(
    "Refuse streams of HTTP+SSE, the transport of 2024-11-05, by the `endpoint` event that they begin with. `false`: their messages are inspected by shape, and a denied request's answer does not reach such clients, which then wait until their own timeout.",
  ),
  redirects: flag(true).describe("Deny a response that redirects to another origin."),
  response_content_type: flag(true).describe("Deny an answer that is neither JSON nor an event stream."),
});
