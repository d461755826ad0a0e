import { z } from "zod";

/** What is told of; ContextForge's names. */
export const events = [
  "violation",
  "rate_limit_exceeded",
  "pii_detected",
  "harmful_content",
  "tool_success",
  "tool_error",
  "prompt_success",
  "resource_success",
  "plugin_error",
] as const;
export type EventName = (typeof events)[number];

const secret = z.string().min(1).max(10_000).nullable().default(null);
const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, "is not the name of a header");

const authentication = z
  .strictObject({
    type: z.enum(["none", "bearer", "api_key", "hmac"]).default("none"),
    token: secret.describe("For `bearer`: sent as `Authorization: Bearer …`"),
    api_key: secret.describe("For `api_key`"),
    api_key_header: headerName.default("X-API-Key"),
    hmac_secret: secret.describe("For `hmac`: key of the body's signature"),
    hmac_algorithm: z.enum(["sha256", "sha384", "sha512"]).default("sha256"),
    hmac_header: headerName
      .default("X-Signature")
      .describe("Holds `sha256=` and the signature in hexadecimal"),
  })
  .superRefine((given, context) => {
    const needed = { none: undefined, bearer: "token", api_key: "api_key", hmac: "hmac_secret" } as const;
    const field = needed[given.type];
    if (field !== undefined && given[field] === null)
      context.addIssue({ code: "custom", path: [field], message: `is needed for \`${given.type}\`` });
  });

const webhook = z
  .strictObject({
    url: z.string().min(1).max(2000).describe("Where notifications are posted to"),
    events: z.array(z.enum(events)).max(events.length).default(["violation"]).describe("What is told of"),
    authentication: authentication.prefault({}),
    retry_attempts: z.int().min(0).max(10).default(3).describe("Further attempts after one that failed"),
    retry_delay: z
      .int()
      .min(100)
      .max(60_000)
      .default(1000)
      .describe("Milliseconds before the second attempt; twice as long before each further one"),
    timeout: z
      .int()
      .min(1)
      .max(120)
      .default(10)
      .describe("Seconds that an attempt may take; `services.http.timeout_ms` at most"),
    enabled: z.boolean().default(true),
  })
  .superRefine(({ url, enabled }, context) => {
    if (!enabled) return;
    const problem = urlProblem(url);
    if (problem !== undefined) context.addIssue({ code: "custom", path: ["url"], message: problem });
  });

/** ContextForge's. */
export const defaultTemplate = `{
  "event": "{{event}}",
  "plugin": "{{plugin_name}}",
  "timestamp": "{{timestamp}}",
  "request_id": "{{request_id}}",
  "user": "{{user}}",
  "tenant_id": "{{tenant_id}}",
  "server_id": "{{server_id}}",
  "violation": {{violation}},
  "metadata": {{metadata}}
}`;

export const webhookConfig = z.strictObject({
  webhooks: z.array(webhook).max(50).default([]).describe("Who is told"),
  payload_templates: z
    .partialRecord(z.enum(events), z.string().max(100_000))
    .default({})
    .describe("Bodies by event; `{{name}}` or `{name}` stands for a value"),
  default_template: z.string().max(100_000).default(defaultTemplate).describe("Body of other events"),
  include_payload_data: z
    .boolean()
    .default(false)
    .describe("Give templates the result as `payload`, without what the log masks"),
  max_payload_size: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1000)
    .describe("Characters of JSON beyond which a `payload` is left out"),
  max_queue: z
    .int()
    .min(1)
    .max(100_000)
    .default(1000)
    .describe("Notifications that wait for one webhook; further ones are dropped"),
  max_queue_bytes: z
    .int()
    .min(1000)
    .default(4_194_304)
    .describe("Characters of all that wait for one webhook"),
  max_concurrent: z
    .int()
    .min(1)
    .max(100)
    .default(4)
    .describe("Notifications that are sent to one webhook at a time"),
  shutdown_ms: z
    .int()
    .min(0)
    .max(60_000)
    .default(3000)
    .describe("Milliseconds that notifications which wait may take when the plugin stops"),
});

export type WebhookConfig = z.output<typeof webhookConfig>;
export type Webhook = WebhookConfig["webhooks"][number];

function urlProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return "is not a URL";
  const { protocol, username, password } = new URL(text);
  if (protocol !== "http:" && protocol !== "https:") return "is not an http or https URL";
  return username === "" && password === ""
    ? undefined
    : "no user and password in the URL: use `authentication`";
}
