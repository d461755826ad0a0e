import { z } from "zod";
import { bytes, sizes } from "./fields.ts";
import { redisSettings } from "./redis.ts";

const maxSeconds = 366 * 24 * 3600;

function seconds(fallback: number) {
  return z.number().min(1).max(maxSeconds).default(fallback);
}

/** `adapter.state`: what one exchange leaves for a later one, such as the method of a request whose answer comes apart. */
export const stateSettings = z.strictObject({
  max_entries: z
    .int()
    .min(1)
    .max(10_000_000)
    .default(100_000)
    .describe("Entries kept in memory, where no `redis` is set; further ones drive out the oldest."),
  max_bytes: bytes(64 * sizes.mebi).describe("Room for them, keys and values together, counted at its most."),
  max_value_bytes: bytes(64 * sizes.kibi).describe("Longest value; a longer one is not kept."),
  max_counters: z
    .int()
    .min(1)
    .max(10_000_000)
    .default(100_000)
    .describe(
      "Counters in memory of one limit of a plugin (users, tenants, tools); keys that find no room share one, as none that counts is dropped.",
    ),
  session_ttl_seconds: seconds(24 * 3600).describe(
    "How long the requests of a session are known whose answer comes in another exchange; no less than servers keep events of streams that can be resumed.",
  ),
  task_ttl_max_seconds: seconds(24 * 3600).describe(
    "Longest time that a task is known; less where its own `ttl` is less.",
  ),
  redis: redisSettings
    .optional()
    .describe("Keeps the state in Redis, for several replicas and over restarts, instead of in memory."),
  server_ttl_seconds: seconds(7 * 24 * 3600).describe(
    "How long a server that was seen counts as known; it is taken for a new one then.",
  ),
});

export type StateSettings = z.output<typeof stateSettings>;
