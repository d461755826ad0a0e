import { z } from "zod";
import { type Rate, readRate } from "./rate.ts";

/** A rate as written in the file, checked there. */
const rate = z.string().transform((text, context): Rate => {
  const reading = readRate(text);
  if (reading.ok) return reading.rate;
  context.addIssue({ code: "custom", message: reading.message });
  return z.NEVER;
});
const pemFile = (what: string) => z.string().min(1).nullable().default(null).describe(what);
const limit = (what: string) => rate.nullable().default(null).describe(what);

/** Names and rates are ContextForge's; `by_server`, `headers` and the default of `fail_mode` are ours. */
export const rateLimiterConfig = z
  .strictObject({
    by_user: limit('Rate of each user, as "60/m": s, m or h; all unknown callers are one user'),
    by_user_per_server: limit(
      "Rate of each user's tool calls on each server; a call without a server's id is denied",
    ),
    by_tenant: limit("Rate of each tenant; all callers without one are one tenant"),
    by_server: limit("Rate of each server, whoever calls; all calls without a server's id are one server's"),
    by_tool: z
      .record(z.string().trim().toLowerCase().min(1), rate)
      .default({})
      .describe(
        "Rates of tools and prompts by name, for all users of a tenant together; letter case ignored",
      ),
    algorithm: z
      .enum(["fixed_window", "sliding_window", "token_bucket"])
      .default("fixed_window")
      .describe("How uses are counted"),
    backend: z
      .enum(["memory", "redis"])
      .optional()
      .describe(
        "`memory`: in this process; `redis`: in the Redis of redis_url or adapter.state.redis; absent: where adapter.state is",
      ),
    redis_url: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe("With backend: redis, a Redis of the plugin's own; null: adapter.state.redis"),
    redis_key_prefix: z
      .string()
      .max(200)
      .default("rl")
      .describe("Begins every key in the plugin's own Redis"),
    redis_ssl_ca_certs: pemFile("PEM file of the authorities that the own Redis' certificate must come from"),
    redis_ssl_certfile: pemFile("PEM file of a client certificate for the own Redis"),
    redis_ssl_keyfile: pemFile("PEM file of its private key"),
    redis_ssl_check_hostname: z
      .literal(true)
      .default(true)
      .describe("The own Redis' certificate is always checked: false is refused"),
    fail_mode: z
      .enum(["closed", "open"])
      .default("closed")
      .describe("When Redis is away: `closed` denies with BACKEND_UNAVAILABLE, `open` lets pass uncounted"),
    headers: z
      .enum(["always", "denied", "never"])
      .default("always")
      .describe("Which answers carry X-RateLimit headers"),
  })
  .superRefine((config, context) => {
    const problem = (key: string, message: string) =>
      context.addIssue({ code: "custom", path: [key], message });
    if ((config.redis_ssl_certfile === null) !== (config.redis_ssl_keyfile === null))
      problem("redis_ssl_certfile", "needs redis_ssl_keyfile, and the other way round");
  });

export type RateLimiterConfig = z.output<typeof rateLimiterConfig>;
