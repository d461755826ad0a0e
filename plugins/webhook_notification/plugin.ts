import {
  contentHooks,
  definePlugin,
  type ExecutionRecord,
  type GlobalContext,
  type JsonObject,
  type JsonValue,
  type PluginContext,
  type PluginViolation,
} from "plugins-adapter/framework";
import { defaultTemplate, type EventName, type Webhook, webhookConfig } from "./config.ts";
import { createDelivery, type Delivery } from "./delivery.ts";
import { makesJson, type Template, templateOf } from "./template.ts";

/** A webhook that is on, and what goes to it. */
interface Target {
  readonly webhook: Webhook;
  readonly delivery: Delivery;
}

/** What there is to tell; `kinds` from the particular to the general. */
interface News {
  readonly kinds: readonly EventName[];
  readonly plugin: string;
  readonly violation?: JsonObject;
  readonly metadata: JsonObject;
  readonly payload?: JsonValue;
}

const longestDetails = 10_000;

/** Tells webhooks of violations, failures and results, behind the messages: none waits for it, and none is denied. */
export default definePlugin({
  kind: "webhook_notification",
  aliases: ["plugins.webhook_notification.webhook_notification.WebhookNotificationPlugin"],
  hooks: contentHooks,
  config: webhookConfig,
  readOnly: true,
  compliance: { owasp_mcp: ["MCP08"], cosai: ["T12"] },
  create(config, { name, log, masked, trial }) {
    const useless: string[] = [];
    /** What makes no JSON is left alone: a file's own templates may have emptied it. */
    const read = (source: string, option: string, instead: Template): Template => {
      const template = templateOf(source);
      if (makesJson(template)) return template;
      useless.push(option);
      return instead;
    };
    const usual = read(config.default_template, "default_template", templateOf(defaultTemplate));
    const templates = new Map(
      Object.entries(config.payload_templates).map(([event, source]) => [
        event,
        read(source, `payload_templates.${event}`, usual),
      ]),
    );
    let targets: readonly Target[] = [];

    function tell(news: News, global: GlobalContext): undefined {
      const bodies = new Map<EventName, string>();
      for (const { webhook, delivery } of targets) {
        const event = news.kinds.find((kind) => webhook.events.includes(kind));
        if (event === undefined) continue;
        let body = bodies.get(event);
        if (body === undefined) {
          body = (templates.get(event) ?? usual)(valuesOf(event, news, global));
          bodies.set(event, body);
        }
        delivery.add(body);
      }
      return undefined;
    }

    function done(
      event: EventName,
      metadata: JsonObject,
      result: JsonValue,
      context: PluginContext,
    ): undefined {
      if (!targets.some(({ webhook }) => webhook.events.includes(event))) return undefined;
      const news = { kinds: [event], plugin: name, metadata };
      const payload = config.include_payload_data ? masked({ ...metadata, result }) : undefined;
      const fits = payload !== undefined && JSON.stringify(payload).length <= config.max_payload_size;
      return tell(fits ? { ...news, payload } : news, context.global_context);
    }

    const nothing = () => undefined;
    return {
      initialize({ http }) {
        for (const option of useless)
          log.warn(
            { option },
            "the template makes no JSON, so the default one is used; see the plugin's README",
          );
        if (trial) return;
        targets = config.webhooks.flatMap((webhook, index) => {
          if (!webhook.enabled) return [];
          // The URL may hold a token: its place in the config names it.
          const target = `webhooks[${index}]`;
          const delivery = createDelivery({
            webhook,
            http,
            maxQueue: config.max_queue,
            maxBytes: config.max_queue_bytes,
            maxConcurrent: config.max_concurrent,
            onOutage(code) {
              if (code === undefined) log.info({ target }, "notifications are delivered again");
              else log.warn({ target, code }, "notifications cannot be delivered");
            },
          });
          return [{ webhook, delivery }];
        });
      },
      async shutdown() {
        await Promise.all(targets.map(({ delivery }) => delivery.close(config.shutdown_ms)));
      },
      health() {
        const failing = targets.flatMap(({ delivery }) => delivery.failure ?? []);
        if (failing.length > 0)
          throw new Error(`webhooks that fail: ${failing.length}, the first with ${failing[0]}`);
      },
      counts() {
        const sum = { sent: 0, retried: 0, failed: 0, dropped: 0 };
        for (const { delivery } of targets) {
          for (const key of ["sent", "retried", "failed", "dropped"] as const)
            sum[key] += delivery.counts[key];
        }
        return sum;
      },
      observe(record, global) {
        if (record.verdict === "allow" || record.verdict === "cancelled" || targets.length === 0) return;
        tell(newsOf(record), global);
      },
      prompt_pre_fetch: nothing,
      tool_pre_invoke: nothing,
      resource_pre_fetch: nothing,
      prompt_post_fetch: ({ prompt_id, result }, context) =>
        done("prompt_success", { prompt_id }, result, context),
      tool_post_invoke: ({ name: tool_name, result }, context) =>
        done(isError(result) ? "tool_error" : "tool_success", { tool_name }, result, context),
      resource_post_fetch: ({ uri, content }, context) =>
        done("resource_success", { resource_uri: withoutQuery(uri) }, content, context),
    };
  },
});

function newsOf({ plugin, hook, mode, verdict, action, violation }: ExecutionRecord): News {
  const metadata = { plugin, hook, mode, verdict, action };
  const told = violation === undefined ? {} : { violation: violationOf(violation) };
  const kinds = verdict === "deny" ? kindsOf(violation) : (["plugin_error"] as const);
  return { kinds, plugin, metadata, ...told };
}

/** Subscribers of `violation` hear of all of them, under the particular name where they asked for that as well. */
function kindsOf(violation: PluginViolation | undefined): readonly EventName[] {
  const code = violation?.code ?? "";
  if (/^RATE_LIMIT|_RATE_LIMIT/.test(code)) return ["rate_limit_exceeded", "violation"];
  if (/^PII/.test(code)) return ["pii_detected", "violation"];
  if (/HARMFUL|MODERATION/.test(code)) return ["harmful_content", "violation"];
  return ["violation"];
}

function violationOf({ reason, description, code, details }: PluginViolation): JsonObject {
  const fits = JSON.stringify(details).length <= longestDetails;
  return { reason, description, code, details: fits ? (details as JsonObject) : {} };
}

function valuesOf(event: EventName, { plugin, violation, metadata, payload }: News, global: GlobalContext) {
  return {
    event,
    plugin_name: plugin,
    timestamp: new Date().toISOString(),
    request_id: global.request_id,
    user: global.user ?? null,
    tenant_id: global.tenant_id ?? null,
    server_id: global.server_id ?? null,
    violation: violation ?? null,
    metadata,
    payload: payload ?? null,
  };
}

function isError(result: JsonValue): boolean {
  return (
    typeof result === "object" && result !== null && !Array.isArray(result) && result["isError"] === true
  );
}

/** Queries and user information of URIs hold tokens. */
function withoutQuery(uri: string): string {
  return uri.split(/[?#]/, 1)[0]?.replace(/\/\/[^/]*@/, "//") ?? "";
}
