import { z } from "zod";
import { bytes, flag, sizes } from "./fields.ts";

/** `adapter.http_hooks`: what plugins on `http_pre_request` and `http_post_request` may change. */
export const httpHookSettings = z.strictObject({
  plugins_can_override_auth_headers: flag(false).describe(
    "`true`: `http_pre_request` may replace or remove `authorization`, `cookie`, `x-api-key` and `proxy-authorization` that a client sent; else it may only add them.",
  ),
  header_edits: z
    .int()
    .min(1)
    .max(1000)
    .default(64)
    .describe(
      "Most headers that all plugins of one hook may change; more, and the request or response is denied.",
    ),
  header_edit_bytes: bytes(16 * sizes.kibi).describe("Longest names and values of these together."),
});
