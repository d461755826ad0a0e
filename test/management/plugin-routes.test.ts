import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createPluginManager, pluginEntry, pluginInstance } from "../../src/framework/index.ts";
import type { Change } from "../../src/management/change.ts";
import type { PluginsView } from "../../src/management/plugin-list.ts";
import { type PluginChanges, pluginRoutes } from "../../src/management/plugin-routes.ts";
import { contextOf, deny, toolCall } from "../framework/manager-of.ts";
import { serverOf } from "./server-of.ts";

const token = "a-token-of-a-test";
const secret = "s3cr3t-value";

const entries = [
  pluginEntry({
    name: "Deny list",
    kind: "deny_filter",
    description: "Stops bad words",
    author: "Ada",
    version: "1.0",
    namespace: "guards",
    tags: ["safety"],
    priority: 10,
    conditions: [{ tools: ["t"] }],
    config: { words: [secret, secret], limits: { a: 1 }, url: secret, on: true, most: 3, none: null },
  }),
  pluginEntry({ name: "__proto__", kind: "pii_filter", mode: "permissive" }),
  pluginEntry({
    name: "a/b?",
    kind: "pii_filter",
    mode: "disabled",
    hooks: ["tool_post_invoke"],
    tags: ["safety"],
  }),
];

function viewOf(): PluginsView & { manager: ReturnType<typeof createPluginManager> } {
  const [denies, goes, off] = entries;
  assert.ok(denies && goes && off);
  const manager = createPluginManager({
    instances: [
      pluginInstance(denies, { tool_pre_invoke: () => deny }, ["tool_pre_invoke"]),
      pluginInstance(goes, { prompt_pre_fetch() {}, tool_pre_invoke() {} }, [
        "prompt_pre_fetch",
        "tool_pre_invoke",
      ]),
    ],
    disabled: [off],
  });
  return { enabled: true, entries, ...manager, manager };
}

const unchanged: PluginChanges = {
  reload: () => assert.fail("nobody asked for it"),
  setMode: () => assert.fail("nobody asked for it"),
  switchOn: () => assert.fail("nobody asked for it"),
};

async function ask(
  t: TestContext,
  view: PluginsView = viewOf(),
  given: string | undefined = token,
  changes: PluginChanges = unchanged,
) {
  const send = await serverOf(t, pluginRoutes(view, changes), given);
  return async (method: string, path: string, headers = {}, sent?: string) => {
    const { status, text } = await send(method, path, headers, sent);
    assert.ok(!text.includes(secret), "a config value was told");
    return { status, body: JSON.parse(text) };
  };
}

test("GET /plugins: ContextForge's shape, without a value of any config", async (t) => {
  const { status, body } = await (await ask(t))("GET", "/plugins");
  assert.equal(status, 200);
  const bare = { description: null, author: null, version: null, config_summary: {} };
  assert.deepEqual(body, {
    plugins_globally_enabled: true,
    plugins: [
      {
        name: "Deny list",
        description: "Stops bad words",
        author: "Ada",
        version: "1.0",
        mode: "enforce",
        priority: 10,
        hooks: ["tool_pre_invoke"],
        tags: ["safety"],
        status: "enabled",
        config_summary: {
          words: "list of 2",
          limits: "mapping of 1",
          url: "string",
          on: "boolean",
          most: "number",
          none: "empty",
        },
      },
      {
        ...bare,
        name: "__proto__",
        mode: "permissive",
        priority: 100,
        hooks: ["prompt_pre_fetch", "tool_pre_invoke"],
        tags: [],
        status: "enabled",
      },
      {
        ...bare,
        name: "a/b?",
        mode: "disabled",
        priority: 100,
        hooks: ["tool_post_invoke"],
        tags: ["safety"],
        status: "disabled",
      },
    ],
    total: 3,
    enabled_count: 2,
    disabled_count: 1,
  });
});

const filters: readonly [query: string, names: string[]][] = [
  ["search=deny", ["Deny list"]],
  ["search=BAD%20words", ["Deny list"]],
  ["search=ada", ["Deny list"]],
  ["search=safety", ["Deny list", "a/b?"]],
  ["search=", ["Deny list", "__proto__", "a/b?"]],
  ["mode=enforce", ["Deny list"]],
  ["mode=sequential", ["Deny list"]],
  ["mode=transform", ["__proto__"]],
  ["mode=constructor", []],
  ["hook=tool_pre_invoke", ["Deny list", "__proto__"]],
  ["hook=tool_post_invoke", ["a/b?"]],
  ["tag=safety", ["Deny list", "a/b?"]],
  ["tag=safe", []],
  ["tag=safety&mode=disabled", ["a/b?"]],
  ["unknown=1", ["Deny list", "__proto__", "a/b?"]],
];
for (const [query, names] of filters) {
  test(`GET /plugins?${query}`, async (t) => {
    const { body } = await (await ask(t))("GET", `/plugins?${query}`);
    assert.deepEqual(
      body.plugins.map(({ name }: { name: string }) => name),
      names,
    );
    assert.equal(body.total, names.length);
    assert.equal(body.enabled_count + body.disabled_count, names.length);
  });
}

test("GET /plugins/{name}: what the list has, and kind, namespace, conditions, health, counters", async (t) => {
  const view = viewOf();
  const get = await ask(t, view);
  await view.manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  const { status, body } = await get("GET", "/plugins/Deny%20list");
  assert.equal(status, 200);
  const listed = (await get("GET", "/plugins")).body.plugins[0];
  const { kind, namespace, conditions, health, counters, ...rest } = body;
  assert.deepEqual(rest, listed);
  assert.deepEqual(
    { kind, namespace, conditions, health },
    {
      kind: "deny_filter",
      namespace: "guards",
      conditions: [{ tools: ["t"] }],
      health: { status: "unknown" },
    },
  );
  assert.equal(counters.executions, 1);
  assert.equal(counters.denied, 1);
});

test("names of any kind are found, and no other", async (t) => {
  const get = await ask(t);
  assert.equal((await get("GET", "/plugins/__proto__")).body.counters.executions, 0);
  const off = await get("GET", "/plugins/a%2Fb%3F");
  assert.deepEqual([off.status, off.body.name, off.body.counters], [200, "a/b?", null]);
  for (const name of ["deny%20list", "constructor", "toString", "%00"])
    assert.equal((await get("GET", `/plugins/${name}`)).status, 404);
});

test("GET /plugins/stats", async (t) => {
  const view = viewOf();
  const get = await ask(t, view);
  await view.manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  const { body } = await get("GET", "/plugins/stats");
  const { counters, ...rest } = body;
  assert.deepEqual(rest, {
    total: 3,
    enabled: 2,
    disabled: 1,
    plugins_by_hook: { tool_pre_invoke: 2, prompt_pre_fetch: 1, tool_post_invoke: 1 },
    plugins_by_mode: { enforce: 1, permissive: 1, disabled: 1 },
    contexts_active: 0,
    contexts_cleaned_total: 0,
    background_in_flight: 0,
    background_dropped_total: 0,
  });
  assert.equal(counters["Deny list"].violations, 1);
});

test("POST /plugins/stats/reset needs the token, and sets the counters to 0", async (t) => {
  const view = viewOf();
  const send = await ask(t, view);
  await view.manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  const executions = () => view.stats().plugins["Deny list"]?.executions;
  const path = "/plugins/stats/reset";
  assert.equal((await send("POST", path)).status, 401);
  assert.equal((await send("POST", path, { authorization: "Bearer wrong" })).status, 401);
  assert.equal((await send("GET", path)).status, 405);
  assert.equal(executions(), 1);
  const done = await send("POST", path, { authorization: `Bearer ${token}` });
  assert.deepEqual([done.status, done.body], [200, { reset: true }]);
  assert.equal(executions(), 0);
});

test("plugins that PLUGINS_ENABLED=false switches off are listed as disabled", async (t) => {
  const manager = createPluginManager({ instances: [], disabled: entries });
  const { body } = await (await ask(t, { enabled: false, entries, ...manager }))("GET", "/plugins");
  assert.deepEqual(
    [body.plugins_globally_enabled, body.total, body.enabled_count, body.disabled_count],
    [false, 3, 0, 3],
  );
});

const authorized = { authorization: `Bearer ${token}` };

/** Records what was asked for; only "Deny list" is there. */
function recordedChanges() {
  const asked: string[] = [];
  const change = (name: string): Change => {
    if (name === "Deny list") return { ok: true, generation: 2, restartNeeded: [] };
    return name === "sick"
      ? { ok: false, why: "invalid", problems: ["it is unhealthy"] }
      : { ok: false, why: "unknown", problems: ["no such plugin"] };
  };
  const changes: PluginChanges = {
    async reload(name) {
      asked.push(`reload ${name}`);
      return change(name);
    },
    async setMode(name, mode) {
      asked.push(`${mode} ${name}`);
      return change(name);
    },
    switchOn(name) {
      asked.push(`on ${name}`);
      return name === "Deny list";
    },
  };
  return { asked, changes };
}

const refused = { error: "refused; what ran before goes on", problems: ["it is unhealthy"] };
const missing = { error: "no such plugin" };
const changesTable: readonly [string, string, string | undefined, number, object, string?][] = [
  ["PUT", "/plugins/Deny%20list", "audit", 200, { plugin: "Deny list", mode: "audit" }, "audit Deny list"],
  [
    "PUT",
    "/plugins/Deny%20list",
    "transform",
    200,
    { plugin: "Deny list", mode: "permissive" },
    "permissive Deny list",
  ],
  ["PUT", "/plugins/nobody", "audit", 404, missing, "audit nobody"],
  ["PUT", "/plugins/sick", "enforce", 422, refused, "enforce sick"],
  [
    "POST",
    "/plugins/reload/Deny%20list",
    undefined,
    200,
    { plugin: "Deny list", reloaded: true },
    "reload Deny list",
  ],
  ["POST", "/plugins/reload/nobody", undefined, 404, missing, "reload nobody"],
  ["POST", "/plugins/reload/sick", undefined, 422, refused, "reload sick"],
  [
    "POST",
    "/plugins/switch-on/Deny%20list",
    undefined,
    200,
    { plugin: "Deny list", status: "enabled" },
    "on Deny list",
  ],
  ["POST", "/plugins/switch-on/nobody", undefined, 404, missing, "on nobody"],
];
for (const [method, path, mode, status, told, asked] of changesTable) {
  test(`${method} ${path} ${mode ?? ""}: ${status}, and 401 without the token`, async (t) => {
    const record = recordedChanges();
    const send = await ask(t, viewOf(), token, record.changes);
    const sent = mode && JSON.stringify({ mode });
    assert.equal((await send(method, path, {}, sent)).status, 401);
    assert.deepEqual(record.asked, []);
    assert.deepEqual(await send(method, path, authorized, sent), { status, body: told });
    assert.deepEqual(record.asked, [asked]);
  });
}

for (const sent of [
  "{}",
  '{"mode":"enforced"}',
  '{"mode":"constructor"}',
  '{"mode":"audit","name":"x"}',
  "[]",
  "null",
  "",
]) {
  test(`PUT /plugins/{name} with ${sent || "nothing"}: 400, nothing changes`, async (t) => {
    const { status } = await (await ask(t))("PUT", "/plugins/Deny%20list", authorized, sent);
    assert.equal(status, 400);
  });
}

test("a body over 16 KiB: 413", async (t) => {
  const sent = JSON.stringify({ mode: "x".repeat(2_000_000) });
  assert.equal((await (await ask(t))("PUT", "/plugins/Deny%20list", authorized, sent)).status, 413);
});
