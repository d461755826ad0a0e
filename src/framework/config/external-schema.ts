import { z } from "zod";
import { refusedUrl } from "../external/url-guard.ts";
import { auth, lasting, longestSeconds, text, tls } from "./external-access-schema.ts";

/** Schemas of what only `kind: external` reads. Keys and defaults are ContextForge's where it has them. */

export const protocols = ["STDIO", "STREAMABLEHTTP", "HTTP", "SSE", "WEBSOCKET"] as const;

export const mcpSchema = z
  .strictObject({
    proto: z
      .enum(protocols)
      .describe(
        "`STREAMABLEHTTP` and `HTTP` are the same; `SSE` is MCP's older HTTP transport; `WEBSOCKET` is that of the MCP SDKs.",
      ),
    url: text
      .nullish()
      .describe("Of the server's MCP endpoint; with `WEBSOCKET` of ws: or wss:. Not with `STDIO`."),
    allow_private_addresses: z
      .boolean()
      .default(false)
      .describe(
        "`true`: `url` may hold a loopback, private or IPv6 address. Host names, `localhost` too, need no permission.",
      ),
    script: text
      .nullish()
      .describe(
        "With `STDIO`: the server's program; `.py` runs with `python3`, `.sh` with `sh`, `.js`, `.mjs` and `.ts` with this Node. Relative to the configuration file or the working directory.",
      ),
    cmd: z
      .array(text)
      .min(1)
      .max(1000)
      .nullish()
      .describe("With `STDIO`, instead of `script`: the program and its arguments; no shell is involved."),
    env: z
      .record(z.string().min(1).max(1000), z.string().max(100_000))
      .nullish()
      .describe(
        "With `STDIO`: the program's environment, beside HOME, LOGNAME, PATH, SHELL, TERM and USER. It gets nothing else of the adapter's.",
      ),
    cwd: text.nullish().describe("With `STDIO`: the program's working directory."),
    uds: text.nullish().describe("Not with `STDIO`: path of the unix socket to reach `url` through."),
    tls: tls.nullish(),
    tls_verify: z.boolean().nullish().describe("The same as `tls.verify`."),
    tls_client_cert: text.nullish().describe("The same as `tls.certfile`."),
    tls_client_key: text.nullish().describe("The same as `tls.keyfile`."),
    auth: auth.nullish(),
    ...lasting,
    health_check_endpoint: text
      .nullish()
      .describe(
        "Not with `STDIO`: path on the server, answered over HTTP with 2xx by a healthy one. Without it the server is asked by MCP's ping.",
      ),
  })
  .superRefine((value, context) => {
    const complain = (key: string, message: string) =>
      context.addIssue({ code: "custom", path: [key], message });
    const given = (key: keyof typeof value) => value[key] !== undefined && value[key] !== null;
    const stdio = value.proto === "STDIO";
    for (const key of stdio ? httpKeys : stdioKeys) {
      if (given(key)) complain(key, `no \`${key}\` with \`proto: ${value.proto}\``);
    }
    if (stdio) {
      if (given("script") === given("cmd")) complain("script", "either `script` or `cmd`");
      return;
    }
    if (typeof value.url !== "string") return complain("url", `a URL with \`proto: ${value.proto}\``);
    const permitted = value.allow_private_addresses || given("uds");
    const webSocket = value.proto === "WEBSOCKET";
    const refused = refusedUrl(value.url, permitted, webSocket ? ["ws:", "wss:"] : undefined);
    if (refused !== undefined) complain("url", refused);
    else if (value.health_check_endpoint && !isOnServer(value.health_check_endpoint, value.url))
      complain("health_check_endpoint", "a path on the server of `url`");
    const pairs = [
      ["tls_verify", "verify"],
      ["tls_client_cert", "certfile"],
      ["tls_client_key", "keyfile"],
    ] as const;
    for (const [flat, nested] of pairs) {
      if (given(flat) && (value.tls?.[nested] ?? null) !== null)
        complain(flat, `either \`${flat}\` or \`tls.${nested}\``);
    }
    const certificate = value.tls_client_cert ?? value.tls?.certfile ?? null;
    const key = value.tls_client_key ?? value.tls?.keyfile ?? null;
    if ((certificate === null) !== (key === null))
      complain(certificate === null ? "tls_client_key" : "tls_client_cert", "a certificate and its key");
  });

/** What shows the server who the adapter is goes there too, so no form of a URL may lead elsewhere. */
function isOnServer(path: string, url: string): boolean {
  const { protocol, host } = new URL(url);
  const found = URL.parse(path, url);
  return found?.protocol === protocol && found.host === host && found.username === "";
}

const stdioKeys = ["script", "cmd", "env", "cwd"] as const;
const httpKeys = [
  "url",
  "uds",
  "tls",
  "tls_verify",
  "tls_client_cert",
  "tls_client_key",
  "auth",
  "health_check_endpoint",
] as const;

/** An external plugin's `mcp:` block, with defaults filled in. */
export type McpBlock = z.output<typeof mcpSchema>;

/** What an external plugin's own `config` may hold: how it is called. The plugin's settings are its server's. */
export const externalConfigSchema = z
  .object({
    timeout_ms: z
      .int()
      .min(1)
      .max(longestSeconds * 1000)
      .optional()
      .describe("Milliseconds one call may take; `plugin_settings.plugin_timeout` holds besides."),
    retry_attempts: z
      .int()
      .min(0)
      .max(10)
      .default(1)
      .describe("Times a call is made again when its connection failed. An answer, and a timeout, end it."),
    connection_pool_size: z
      .int()
      .min(1)
      .max(1000)
      .default(20)
      .describe("Calls at a time; `max_queue` more wait, further ones fail."),
    max_queue: z.int().min(0).max(100_000).default(1000).describe("Calls that wait; further ones fail."),
    max_response_size_mb: z.number().min(0.001).max(1000).default(10).describe("Largest answer, in MiB."),
    allowed_response_codes: z
      .array(z.int().min(100).max(599))
      .min(1)
      .max(100)
      .optional()
      .describe("With HTTP: statuses of answers that are read; default: every 2xx."),
    cache_ttl_seconds: z
      .number()
      .min(0)
      .max(longestSeconds)
      .default(0)
      .describe(
        "Seconds that an answer serves for equal calls; 0: none does. For plugins without memory only.",
      ),
    cache_max_entries: z.int().min(1).max(1_000_000).default(1000).describe("Answers that are kept."),
    circuit_breaker_enabled: z
      .boolean()
      .default(false)
      .describe("`true`: after failures in a row calls fail at once for a while, then one tries again."),
    circuit_breaker_failure_threshold: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(5)
      .describe("Failures in a row."),
    circuit_breaker_timeout: z.number().min(0.001).max(longestSeconds).default(60).describe("Seconds."),
  })
  .catchall(
    z.custom(
      () => false,
      "only what tells how the server is called: the plugin's own config is at its server",
    ),
  );

export type ExternalConfig = {
  -readonly [K in keyof typeof externalConfigSchema.shape]: z.output<typeof externalConfigSchema>[K];
};
