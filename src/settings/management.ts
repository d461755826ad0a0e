import { z } from "zod";
import { address } from "./fields.ts";

const token = z
  .string()
  .min(16)
  .max(4096)
  .regex(/^[\x21-\x7e]+$/, "printable ASCII without spaces")
  .optional();

/** `adapter.management`: the HTTP server for health, metrics and the plugin API. */
export const managementSettings = z.strictObject({
  address: address.default("127.0.0.1:9902").describe("`host:port`, or the path of a unix socket."),
  token: token.describe("Bearer token for requests that change something; without one they are refused."),
  violation_codes: z
    .int()
    .min(0)
    .max(10_000)
    .default(100)
    .describe(
      "Violation codes, and classes of errors, that `/metrics` tells of one plugin by name; further ones are counted as `other`.",
    ),
});
