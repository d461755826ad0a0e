import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, test } from "node:test";
import {
  createPluginManager,
  type HttpRequest,
  type HttpService,
  type Plugin,
  pluginEntry,
  pluginInstance,
  ServiceError,
} from "plugins-adapter/framework";
import { newContext, newPlugin } from "plugins-adapter/testing";
import type { Webhook } from "./config.ts";
import { webhookConfig } from "./config.ts";
import { createDelivery } from "./delivery.ts";
import definition from "./plugin.ts";
import { templateOf } from "./template.ts";

interface Sent {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A client that keeps what is posted; `answer` gives statuses, or throws. */
function keeping(answer: (sent: Sent, count: number) => number | Promise<number> = () => 204) {
  const sent: Sent[] = [];
  let told = () => {};
  const http: HttpService = {
    async fetch(url, { headers = {}, body = "", signal }: HttpRequest = {}) {
      const one = { url: String(url), headers, body: String(body) };
      sent.push(one);
      told();
      const given = new Promise<never>((_, reject) =>
        signal?.addEventListener("abort", () => reject(new ServiceError("aborted", "given up"))),
      );
      const status = await Promise.race([answer(one, sent.length), given]);
      return { status, headers: {}, body: Buffer.of(), text: () => "", json: () => null };
    },
  };
  const until = async (count: number) => {
    while (sent.length < count)
      await new Promise<void>((resolve) => {
        told = resolve;
      });
    return sent;
  };
  return { http, sent, until };
}

const url = "https://hook.example/x";

async function started(config: object, { http }: { http: HttpService }) {
  const plugin = newPlugin(definition, config);
  await plugin.initialize?.({ ...newContext().services, http });
  return plugin;
}

const jsonOf = (sent: Sent | undefined) => JSON.parse(sent?.body ?? "null") as Record<string, unknown>;

/** A manager of the plugin and of one that answers as told. */
async function managed(config: object, other: Plugin) {
  const client = keeping();
  const plugin = await started(config, client);
  const made = [
    pluginInstance(pluginEntry({ name: "other", kind: "test" }), other, ["tool_pre_invoke"]),
    pluginInstance(pluginEntry({ name: "hooks", kind: "webhook_notification" }), plugin, [
      "tool_post_invoke",
    ]),
  ];
  return { manager: createPluginManager({ instances: made }), ...client };
}

const context = { request_id: "r1", user: "ann", tenant_id: "acme", state: {}, metadata: {} };

describe("violations of other plugins", () => {
  const rows: readonly [code: string, events: readonly string[], event: string | undefined][] = [
    ["SECRETS_DETECTED", ["violation"], "violation"],
    ["RATE_LIMIT", ["rate_limit_exceeded"], "rate_limit_exceeded"],
    ["RATE_LIMIT", ["violation"], "violation"],
    ["RATE_LIMIT", ["violation", "rate_limit_exceeded"], "rate_limit_exceeded"],
    ["PII_DETECTED_IN_TOOL_ARGS", ["pii_detected"], "pii_detected"],
    ["HARMFUL_CONTENT", ["harmful_content"], "harmful_content"],
    ["SECRETS_DETECTED", ["pii_detected", "plugin_error", "tool_success"], undefined],
  ];
  for (const [code, events, event] of rows) {
    test(`${code} to ${events.join()}: ${event}`, async () => {
      const violation = { reason: "r", description: 'd "quoted"', code, details: { count: 2 } };
      const webhooks = [
        { url, events },
        { url: "https://last.example/", events: ["violation"] },
      ];
      const { manager, until } = await managed(
        { webhooks },
        {
          tool_pre_invoke: () => ({ continue_processing: false, violation }),
        },
      );
      const outcome = manager.invokeHook("tool_pre_invoke", { name: "t", args: {} }, context);
      assert.ok(!(outcome instanceof Promise), "the message waits for nothing");
      const sent = await until(event === undefined ? 1 : 2);
      await manager.shutdown();
      const [first] = sent.filter((each) => each.url === url);
      if (event === undefined) {
        assert.equal(first, undefined);
        return;
      }
      const { timestamp, ...told } = jsonOf(first);
      assert.ok(!Number.isNaN(Date.parse(String(timestamp))));
      const metadata = {
        plugin: "other",
        hook: "tool_pre_invoke",
        mode: "enforce",
        verdict: "deny",
        action: "denied",
      };
      assert.deepEqual(told, {
        event,
        plugin: "other",
        request_id: "r1",
        user: "ann",
        tenant_id: "acme",
        server_id: "null",
        violation,
        metadata,
      });
    });
  }

  test("a plugin that fails", async () => {
    const { manager, until } = await managed(
      { webhooks: [{ url, events: ["plugin_error"] }] },
      {
        tool_pre_invoke: () => {
          throw new TypeError("secret");
        },
      },
    );
    void manager.invokeHook("tool_pre_invoke", { name: "t", args: {} }, context);
    const [sent] = await until(1);
    await manager.shutdown();
    assert.equal(jsonOf(sent)["event"], "plugin_error");
    assert.ok(!sent?.body.includes("secret"));
  });
});

describe("results", () => {
  const webhooks = [{ url, events: ["tool_success", "tool_error", "prompt_success", "resource_success"] }];
  const context = newContext();
  const rows: readonly [hook: string, payload: object, event: string, metadata: object][] = [
    ["tool_post_invoke", { name: "t", result: { content: [] } }, "tool_success", { tool_name: "t" }],
    [
      "tool_post_invoke",
      { name: "t", result: { content: [], isError: true } },
      "tool_error",
      { tool_name: "t" },
    ],
    ["prompt_post_fetch", { prompt_id: "p", result: { messages: [] } }, "prompt_success", { prompt_id: "p" }],
    [
      "resource_post_fetch",
      { uri: "https://a:b@c@x.example/y?token=1#c", content: {} },
      "resource_success",
      { resource_uri: "https://x.example/y" },
    ],
  ];
  for (const [hook, payload, event, metadata] of rows) {
    test(event, async () => {
      const client = keeping();
      const plugin = (await started({ webhooks }, client)) as Record<
        string,
        (...given: unknown[]) => unknown
      >;
      assert.equal(plugin[hook]?.(payload, context), undefined);
      const [sent] = await client.until(1);
      assert.deepEqual([jsonOf(sent)["event"], jsonOf(sent)["metadata"]], [event, metadata]);
      await plugin["shutdown"]?.();
    });
  }

  test("include_payload_data gives what the log would show, and no more than max_payload_size", async () => {
    const payload = { name: "t", result: { content: [{ type: "text", text: "token-123" }] } };
    for (const [include_payload_data, max_payload_size, holds] of [
      [false, 1000, false],
      [true, 1000, true],
      [true, 10, false],
    ] as const) {
      const client = keeping();
      const config = {
        webhooks,
        include_payload_data,
        max_payload_size,
        default_template: '{"p": {{payload}}}',
      };
      const plugin = await started(config, client);
      plugin.tool_post_invoke?.(payload, context);
      const [sent] = await client.until(1);
      assert.equal(jsonOf(sent)["p"] !== null, holds);
      assert.ok(!sent?.body.includes("token-123"));
      await plugin.shutdown?.();
    }
  });
  test("a webhook that is off is told nothing, and its URL may be a placeholder", async () => {
    const client = keeping();
    const plugin = await started({ webhooks: [{ ...webhooks[0], url: "not yet", enabled: false }] }, client);
    plugin.tool_post_invoke?.({ name: "t", result: {} }, context);
    await plugin.shutdown?.();
    assert.deepEqual(client.sent, []);
  });
});

describe("templates", () => {
  const values = { user: 'a"b\\c\n', violation: { code: "X", details: { n: [1] } }, none: undefined };
  const rows: readonly [template: string, body: string][] = [
    ['{"a": "{{user}}"}', '{"a": "a\\"b\\\\c\\n"}'],
    ['{"a": {{user}}}', '{"a": "a\\"b\\\\c\\n"}'],
    ['{"a": "by {{ user }} of {{violation.code}}"}', '{"a": "by a\\"b\\\\c\\n of X"}'],
    ['{"a": {{violation}}}', '{"a": {"code":"X","details":{"n":[1]}}}'],
    ['{"a": "{{violation.details}}"}', '{"a": "{\\"n\\":[1]}"}'],
    [
      '{"\\"": {{none}}, "b": {{violation.nope.x}}, "c": {{constructor}}}',
      '{"\\"": null, "b": null, "c": null}',
    ],
    ['{"a": "{{none}}"}', '{"a": "null"}'],
    [
      '{"a": {violation.code}, "b": "{user}", "c": {"d": {user}}}',
      '{"a": "X", "b": "a\\"b\\\\c\\n", "c": {"d": "a\\"b\\\\c\\n"}}',
    ],
    ['{"a": "{none} {usernames}"}', '{"a": "{none} {usernames}"}'],
    ["{{ not a name! }}", "{{ not a name! }}"],
  ];
  for (const [template, body] of rows) test(template, () => assert.equal(templateOf(template)(values), body));
  test("one that makes no JSON gives way to the default", async () => {
    const client = keeping();
    const emptied = '{"event": "", "violation": , "metadata": }';
    const plugin = await started(
      { webhooks: [{ url, events: ["tool_success"] }], default_template: emptied },
      client,
    );
    plugin.tool_post_invoke?.({ name: "t", result: {} }, newContext());
    assert.equal(jsonOf((await client.until(1))[0])["event"], "tool_success");
    await plugin.shutdown?.();
  });
  test("by event", async () => {
    const client = keeping();
    const config = {
      webhooks: [{ url, events: ["tool_success"] }],
      payload_templates: { tool_success: '{"text": "{{metadata.tool_name}}"}' },
    };
    const plugin = await started(config, client);
    plugin.tool_post_invoke?.({ name: 't"', result: {} }, newContext());
    assert.deepEqual(jsonOf((await client.until(1))[0]), { text: 't"' });
    await plugin.shutdown?.();
  });
});

function delivery(webhook: object, http: HttpService, limits: object = {}) {
  const outages: (string | undefined)[] = [];
  const delays: number[] = [];
  const made = createDelivery({
    webhook: webhookConfig.parse({ webhooks: [{ url, ...webhook }] }).webhooks[0] as Webhook,
    http,
    maxQueue: 10,
    maxBytes: 1000,
    maxConcurrent: 1,
    onOutage: (code) => void outages.push(code),
    after(ms, callback) {
      delays.push(ms);
      const handle = setImmediate(callback);
      return () => clearImmediate(handle);
    },
    ...limits,
  });
  return { made, outages, delays };
}

describe("delivery", () => {
  const rows: readonly [name: string, authentication: object, header: string, value: string | RegExp][] = [
    ["none", { type: "none" }, "authorization", "undefined"],
    ["bearer", { type: "bearer", token: "t" }, "authorization", "Bearer t"],
    ["api_key", { type: "api_key", api_key: "k" }, "x-api-key", "k"],
    ["api_key_header", { type: "api_key", api_key: "k", api_key_header: "X-Mine" }, "x-mine", "k"],
    [
      "hmac",
      { type: "hmac", hmac_secret: "s" },
      "x-signature",
      `sha256=${createHmac("sha256", "s").update("{}").digest("hex")}`,
    ],
    [
      "hmac_algorithm",
      { type: "hmac", hmac_secret: "s", hmac_algorithm: "sha512", hmac_header: "X-S" },
      "x-s",
      `sha512=${createHmac("sha512", "s").update("{}").digest("hex")}`,
    ],
  ];
  for (const [name, authentication, header, value] of rows) {
    test(`authentication: ${name}`, async () => {
      const client = keeping();
      const { made } = delivery({ authentication }, client.http);
      made.add("{}");
      const [sent] = await client.until(1);
      assert.equal(String(sent?.headers[header]), value);
      assert.equal(sent?.headers["content-type"], "application/json");
    });
  }

  test("tries again, later each time, with the same id", async () => {
    const client = keeping((_, count) => (count < 4 ? ([503, 429, 500][count - 1] as number) : 200));
    const { made, delays, outages } = delivery({ retry_delay: 200 }, client.http);
    made.add("{}");
    const sent = await client.until(4);
    await made.close(60_000);
    assert.deepEqual(delays.slice(0, 3), [200, 400, 800]);
    assert.equal(new Set(sent.map(({ headers }) => headers["x-webhook-id"])).size, 1);
    assert.deepEqual(made.counts, { sent: 1, retried: 3, failed: 0, dropped: 0 });
    assert.deepEqual(outages, []);
  });
  test("gives up, says so once, and when it works again", async () => {
    let works = false;
    const client = keeping(() => {
      if (works) return 200;
      throw new ServiceError("unreachable", "x");
    });
    const { made, outages } = delivery({ retry_attempts: 1 }, client.http);
    made.add("1");
    made.add("2");
    await client.until(4);
    while (made.counts.failed < 2) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(made.failure, "unreachable");
    works = true;
    made.add("3");
    await made.close(60_000);
    assert.deepEqual([outages, made.failure], [["unreachable", undefined], undefined]);
    assert.deepEqual(made.counts, { sent: 1, retried: 2, failed: 2, dropped: 0 });
  });
  test("what is refused is not tried again", async () => {
    const client = keeping(() => 404);
    const { made } = delivery({}, client.http);
    made.add("{}");
    await made.close(60_000);
    assert.deepEqual([client.sent.length, made.counts.failed], [1, 1]);
  });
  test("a queue that is full drops, and counts", async () => {
    let free = (_status: number) => {};
    const client = keeping(() => new Promise((resolve) => (free = resolve)));
    const { made } = delivery({}, client.http, { maxQueue: 2, maxBytes: 100 });
    for (const body of ["1", "2", "3", "4"]) made.add(body);
    assert.equal(made.counts.dropped, 1);
    free(200);
    await client.until(2);
    made.add("x".repeat(100));
    assert.equal(made.counts.dropped, 2);
    free(200);
    await client.until(3);
    free(200);
    await made.close(60_000);
    assert.equal(made.counts.sent, 3);
  });
  test("closing sends what waits, and ends in time", async () => {
    const stuck = keeping(() => new Promise(() => {}));
    const { made } = delivery({}, stuck.http);
    for (const body of ["1", "2", "3"]) made.add(body);
    await made.close(1);
    assert.deepEqual(made.counts, { sent: 0, retried: 0, failed: 0, dropped: 3 });
    made.add("4");
    assert.equal(made.counts.dropped, 4);
  });
});

test("health and counts tell of webhooks that fail", async () => {
  const client = keeping(() => 404);
  const plugin = await started({ webhooks: [{ url, events: ["tool_success"] }] }, client);
  assert.doesNotThrow(() => plugin.health?.());
  plugin.tool_post_invoke?.({ name: "t", result: {} }, newContext());
  await client.until(1);
  while (plugin.counts?.()["failed"] === 0) await new Promise((resolve) => setImmediate(resolve));
  assert.throws(() => plugin.health?.(), /HTTP 404/);
  assert.deepEqual(plugin.counts?.(), { sent: 0, retried: 0, failed: 1, dropped: 0 });
  await plugin.shutdown?.();
});

test("what cannot work is told", () => {
  const rows: readonly object[] = [
    { url: "x" },
    { url: "ftp://x.example" },
    { url: "https://u:p@x.example" },
    { url, events: ["nope"] },
    { url, authentication: { type: "bearer" } },
    { url, authentication: { type: "hmac" } },
    { url, authentication: { type: "api_key", api_key: "k", api_key_header: "a b" } },
  ];
  for (const webhook of rows)
    assert.throws(() => newPlugin(definition, { webhooks: [webhook] }), JSON.stringify(webhook));
});
