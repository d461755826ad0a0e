import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import {
  type AuditChange,
  type AuditedDecision,
  changeEvent,
  configurationEvent,
  decisionEvent,
} from "../../src/audit/events.ts";
import { decision } from "./audits.ts";

/**
 * Of OCSF 1.8.0, as its repository has them: the attributes of the classes API Activity and Application Lifecycle that
 * are used here, those that are required, and the values of their enumerations.
 */
const text = z.string();
const oneOf = (...values: number[]) => z.literal(values);
const product = z.strictObject({ name: text, feature: z.strictObject({ name: text }) });
const base = {
  category_uid: z.literal(6),
  activity_name: text.optional(),
  time: z.int(),
  severity_id: oneOf(0, 1, 2, 3, 4, 5, 6, 99),
  status_id: oneOf(0, 1, 2, 99).optional(),
  status_code: text.optional(),
  metadata: z.strictObject({
    version: z.literal("1.8.0"),
    product,
    log_name: text,
    profiles: z.array(z.literal("security_control")).optional(),
    correlation_uid: text.optional(),
    tenant_uid: text.optional(),
  }),
};
const user = z.strictObject({ name: text.optional(), uid: text.optional(), email_addr: text.optional() });
const apiActivity = z.strictObject({
  ...base,
  class_uid: z.literal(6003),
  activity_id: oneOf(0, 1, 2, 3, 4, 99),
  type_uid: oneOf(600300, 600301, 600302, 600303, 600304, 600399),
  action_id: oneOf(0, 1, 2, 3, 4, 99),
  disposition_id: oneOf(1, 2, 11, 15, 27),
  is_alert: z.boolean(),
  policy: z.strictObject({ name: text }).optional(),
  actor: z
    .strictObject({ app_name: text })
    .or(z.strictObject({ user: user.refine(({ name, uid }) => name ?? uid) })),
  src_endpoint: z.strictObject({ name: text }),
  api: z.strictObject({
    operation: text,
    service: z.strictObject({ name: text }),
    request: z.strictObject({ uid: text }),
  }),
  resources: z.array(z.strictObject({ name: text, type: text })).optional(),
});
const applicationLifecycle = z.strictObject({
  ...base,
  class_uid: z.literal(6002),
  activity_id: oneOf(0, 1, 2, 3, 4, 5, 6, 7, 8, 99),
  type_uid: oneOf(600203, 600204, 600299),
  app: product,
});

/** As it is written: without members that are undefined. */
const written = (event: object) => JSON.parse(JSON.stringify(event));
const eventOf = (more: Partial<AuditedDecision>) => written(decisionEvent(decision(more), String).event);

const actions = ["allowed", "modified", "answered", "recorded", "denied"] as const;
const verdicts = ["allow", "deny", "error"] as const;
const methods = [undefined, "tools/call", "tools/list", "resources/read", "prompts/get", "x"];
const users = [undefined, "jane", { email: "j@x", sub: "1" }, { sub: 5 }, {}, { name: "" }];

test("every decision is an API Activity of OCSF", () => {
  for (const action of actions)
    for (const verdict of verdicts)
      for (const method of methods)
        for (const each of users) {
          const event = eventOf({
            action,
            verdict,
            method,
            user: each,
            name: "n",
            plugin: "p",
            code: "c",
            tenant: "t",
            server: "s",
          });
          apiActivity.parse(event);
          assert.equal(event.type_uid, event.class_uid * 100 + event.activity_id);
        }
  apiActivity.parse(eventOf({}));
});

test("every change of the audit is an Application Lifecycle of OCSF", () => {
  const aside = { file: "f", why: "torn", bytes: 3 };
  const changes: AuditChange[] = [
    { kind: "opened", continues: true, aside },
    { kind: "rotated" },
    { kind: "lost", records: 1 },
    { kind: "closed" },
  ];
  for (const change of changes) applicationLifecycle.parse(written(changeEvent(change, 5).event));
});

test("what the words of a decision become", () => {
  const given = {
    method: "tools/call",
    name: "run",
    plugin: "words",
    code: "deny",
    rawId: "7",
    user: "jane",
    tenant: "t",
    server: "s",
  };
  const event = eventOf({ ...given, verdict: "deny", action: "denied" });
  assert.deepEqual(
    [
      event.action_id,
      event.disposition_id,
      event.status_id,
      event.activity_id,
      event.activity_name,
      event.is_alert,
    ],
    [2, 2, 2, 99, "tools/call", true],
  );
  assert.deepEqual(event.actor, { user: { name: "jane" } });
  assert.deepEqual(event.api, { operation: "tools/call", service: { name: "s" }, request: { uid: "7" } });
  assert.deepEqual([event.policy, event.status_code], [{ name: "words" }, "deny"]);
  assert.deepEqual(event.resources, [{ name: "run", type: "tool" }]);
  assert.equal(event.metadata.tenant_uid, "t");
  assert.equal(eventOf({ verdict: "error", action: "recorded" }).disposition_id, 27);
  assert.equal(eventOf({ method: "resources/read" }).activity_id, 2);
});

test("texts that others chose are masked and bounded", () => {
  const long = "x".repeat(100_000);
  const runs = Array(1000).fill({
    plugin: long,
    hook: "h",
    mode: "m",
    verdict: "deny",
    action: "denied",
    modified: false,
    duration_ns: 1,
  });
  const { event, unmapped } = decisionEvent(
    decision({
      method: long,
      name: `secret ${long}`,
      plugin: long,
      code: long,
      rawId: long,
      user: { name: long },
      tenant: long,
      server: long,
      executions: runs,
      violation: { reason: `secret ${long}`, description: long, details: { secret: long } },
    }),
    (given) => given.replaceAll("secret", "*"),
  );
  const line = JSON.stringify([event, unmapped]);
  assert.ok(line.length < 60_000);
  assert.ok(!line.includes("secret"));
});

test("a configuration: a plugin changed alone weighs more, and long lists are cut", () => {
  const plugins = Array.from({ length: 1001 }, () => ({ name: "x".repeat(300), mode: "enforce" }));
  const configuration = { reason: "start", generation: 1, enabled: true, plugins } as const;
  const made = configurationEvent(configuration, 5);
  const told = made.unmapped as { plugins: { name: string }[]; plugin_count: number };
  assert.deepEqual([told.plugins.length, told.plugins[0]?.name.length, told.plugin_count], [1000, 256, 1001]);
  applicationLifecycle.parse(written(made.event));
  assert.equal(made.event["severity_id"], 1);
  assert.equal(configurationEvent({ ...configuration, enabled: false }, 5).event["severity_id"], 2);
  const alone = configurationEvent(
    { ...configuration, reason: "plugin_mode", plugin: "a", mode: "audit" },
    5,
  );
  assert.equal(alone.event["severity_id"], 2);
});
