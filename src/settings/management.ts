import { z } from "zod";
import { address, flag } from "./fields.ts";

const token = z
  .string()
  .min(16)
  .max(4096)
  .regex(/^[\x21-\x7e]+$/, "printable ASCII without spaces")
  .optional();

/** `adapter.management.decisions`: what `GET /decisions` tells. */
const decisionSettings = z.strictObject({
  kept: z
    .int()
    .min(0)
    .max(100_000)
    .default(1000)
    .describe("How many of the latest decisions are kept in memory; 0: `/decisions` is not served."),
  violations: flag(false).describe(
    "`true`: reason, description and details of violations are told too. They may quote the payload.",
  ),
  streams: z
    .int()
    .min(0)
    .max(1000)
    .default(8)
    .describe("Clients at a time that `/decisions` is streamed to; more are refused."),
  heartbeat_seconds: z
    .number()
    .min(0.05)
    .max(3600)
    .default(15)
    .describe("Seconds between two signs of life on a stream."),
});

export type DecisionSettings = z.output<typeof decisionSettings>;

/** `adapter.management`: the HTTP server for health, metrics, decisions and the plugin API. */
export const managementSettings = z.strictObject({
  address: address.default("127.0.0.1:9902").describe("`host:port`, or the path of a unix socket."),
  token: token.describe("Bearer token for requests that change something; without one they are refused."),
  read_token: token.describe(
    "Bearer token that opens `/decisions`, as `token` does too. Without it they are open on a loopback address and a unix socket, and on another address to `token` alone.",
  ),
  violation_codes: z
    .int()
    .min(0)
    .max(10_000)
    .default(100)
    .describe(
      "Violation codes, and classes of errors, that `/metrics` tells of one plugin by name; further ones are counted as `other`.",
    ),
  decisions: decisionSettings.prefault({}),
});
