import { z } from "zod";
import { file, milliseconds, relation } from "./fields.ts";
import { readRedisUrl } from "./redis-url.ts";

const secret = z.string().min(1).max(4096);

const tls = z.strictObject({
  ca_file: file
    .optional()
    .describe("PEM file of the authorities that Redis' certificate must come from. Default: Node's own."),
  cert_file: file
    .optional()
    .describe("PEM file of the adapter's certificate, for a Redis that asks for one."),
  key_file: file.optional().describe("PEM file of its private key."),
  server_name: z
    .string()
    .min(1)
    .max(253)
    .optional()
    .describe("Name that Redis' certificate must have. Default: the URL's host."),
});

/** `adapter.state.redis`: keeps the state for several replicas, and over restarts. */
export const redisSettings = z
  .strictObject({
    url: z
      .string()
      .min(1)
      .max(4096)
      .describe(
        "`redis://host:6379/0`, `rediss://host:6379/0` (TLS) or `unix:///run/redis.sock?db=0`. Redis 6.2 or newer, or what speaks its protocol.",
      ),
    username: secret.optional().describe("User of Redis' ACL. It may stand in a `redis://` URL, too."),
    password: secret.optional().describe("Its password. It may stand in a `redis://` URL, too."),
    password_file: file
      .optional()
      .describe(
        "File that holds the password; white space around it does not count. Read for each connection, so that it may change.",
      ),
    tls: tls.optional().describe("For `rediss://`."),
    key_prefix: z
      .string()
      .max(200)
      .regex(/^[\x21-\x7e]*$/, "printable ASCII without spaces")
      .default("plugins-adapter:")
      .describe("Begins every key. Adapters that share state have the same, others another."),
    hash_key: z
      .string()
      .min(16)
      .max(4096)
      .optional()
      .describe(
        "Key of the digests in Redis' keys (HMAC-SHA-256 instead of SHA-256), at least 16 characters, the same for all replicas: without it, who reads Redis can try out ids.",
      ),
    hash_key_file: file.optional().describe("File that holds it; white space around it does not count."),
    connect_timeout_ms: milliseconds(2000).describe(
      "Time for a connection to be made and tried out: name, TLS, password, a few commands.",
    ),
    command_timeout_ms: milliseconds(500).describe(
      "Time for one command; less than `limits.message_timeout_ms`.",
    ),
    max_pending: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(10_000)
      .describe("Commands that may be under way; further ones fail at once."),
    reconnect_max_ms: milliseconds(5000).describe(
      "Longest time between two tries to connect again; it begins with 100 ms and doubles.",
    ),
    on_start_failure: z
      .enum(["refuse", "continue"])
      .default("refuse")
      .describe(
        "Where Redis cannot be reached at the start: `refuse` does not start; `continue` starts without state and keeps trying.",
      ),
  })
  .superRefine((redis, context) => {
    const problem = (path: readonly string[], message: string) =>
      context.addIssue({ code: "custom", path: [...path], message });
    const text = typeof redis.url === "string" ? redis.url : undefined;
    const reading = text === undefined ? undefined : readRedisUrl(text);
    if (reading?.ok === false) {
      // A message shows what stands at its place, which must not be a password.
      problem(
        text?.includes("@") ? [] : ["url"],
        `${reading.expected}${text?.includes("@") ? " as `url`" : ""}`,
      );
    }
    const target = reading?.ok ? reading.target : undefined;
    if (redis.password !== undefined && redis.password_file !== undefined)
      problem(["password_file"], "not beside `password`");
    if (target?.username !== undefined && redis.username !== undefined)
      problem(["username"], "not beside a user in `url`");
    if (target?.password !== undefined && (redis.password !== undefined || redis.password_file !== undefined))
      problem(
        [redis.password === undefined ? "password_file" : "password"],
        "not beside a password in `url`",
      );
    if (redis.hash_key !== undefined && redis.hash_key_file !== undefined)
      problem(["hash_key_file"], "not beside `hash_key`");
    if (redis.tls !== undefined && target !== undefined && !(target.kind === "tcp" && target.tls))
      problem(["tls"], "`rediss://` as `url`");
    if ((redis.tls?.cert_file === undefined) !== (redis.tls?.key_file === undefined))
      problem(["tls"], "`cert_file` and `key_file` together");
  }, relation);

export type RedisSettings = z.output<typeof redisSettings>;
