import { z } from "zod";
import { bytes, milliseconds, reaches, relation, sizes } from "./fields.ts";

/** `message_timeout` of the ext_proc filter in the configurations that are shipped. Milliseconds. */
const shippedMessageTimeoutMs = 5000;

/** `adapter.limits`: nothing a client or server sends is held, read or waited for beyond these. */
export const limitSettings = z
  .strictObject({
    request_body_bytes: bytes(4 * sizes.mebi).describe("Largest request body; a larger one is denied."),
    response_body_bytes: bytes(8 * sizes.mebi).describe(
      "Largest JSON response, inflated; a larger one is denied.",
    ),
    event_bytes: bytes(sizes.mebi).describe(
      "Largest event of an event stream, and most that is held of an unfinished one.",
    ),
    json_depth: z.int().min(4).max(512).default(64).describe("Nesting of a message."),
    json_nodes: z
      .int()
      .min(100)
      .max(100_000_000)
      .default(1_000_000)
      .describe("Values in a message, keys included."),
    message_timeout_ms: milliseconds(shippedMessageTimeoutMs).describe(
      "`message_timeout` of Envoy's ext_proc filter, as it is configured there.",
    ),
    message_budget_ms: milliseconds(4000).describe(
      "Time for all plugins of one message together; less than `message_timeout_ms`.",
    ),
    body_timeout_ms: milliseconds(30_000).describe("Time for a body to arrive in full."),
    event_timeout_ms: milliseconds(30_000).describe(
      "Time for an event of an event stream to arrive in full, once its data has begun.",
    ),
    max_exchanges: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(10_000)
      .describe("Exchanges at a time; more are refused."),
    inflate_ratio: z
      .int()
      .min(1)
      .max(10_000)
      .default(100)
      .describe("How many times its size an encoded response may inflate to."),
  })
  .superRefine((limits, context) => {
    // Envoy's own timeout must never come first: it ends the stream, and with failure_mode_allow the message passes.
    if (reaches(limits.message_budget_ms, limits.message_timeout_ms)) {
      const message = `less than message_timeout_ms (${limits.message_timeout_ms})`;
      context.addIssue({ code: "custom", path: ["message_budget_ms"], message });
    }
  }, relation);
