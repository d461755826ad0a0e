import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { findingText } from "../../src/commands/findings.ts";
import { hookReach, reachLines } from "../../src/commands/hook-reach.ts";
import { readAdapter, startPlugins } from "../../src/commands/load-adapter.ts";
import { planOf, planText } from "../../src/commands/plan.ts";
import { disabledWarnings, planWarnings } from "../../src/commands/plan-warnings.ts";
import { builtinHooks } from "../../src/framework/index.ts";
import { silentLog } from "../../src/framework/silent-log.ts";
import { configFile } from "./cli.ts";

async function started(t: TestContext, text: string) {
  const config = configFile(t, text);
  const adapter = await readAdapter({ config: [config], flags: {}, environment: {} });
  assert.ok(adapter.ok, JSON.stringify(adapter));
  const plugins = await startPlugins(adapter.config, true, { log: silentLog, observe() {} });
  assert.ok(plugins.ok);
  await plugins.manager.shutdown();
  const { instances } = plugins;
  return { ...adapter, instances, plan: planOf(instances, adapter.config.plugin_settings, adapter.settings) };
}

const deny = (name: string, more: string, settings = "") =>
  `plugins:\n  - {name: ${name}, kind: deny_filter, config: {words: [x]}, ${more}}\n${settings}`;

const ordered = `plugins:
  - {name: late, kind: deny_filter, hooks: [tool_pre_invoke], priority: 200, config: {words: [x]}}
  - {name: background, kind: deny_filter, hooks: [tool_pre_invoke], mode: fire_and_forget, config: {words: [x]}}
  - {name: one, kind: deny_filter, hooks: [tool_pre_invoke], mode: concurrent, config: {words: [x]}}
  - {name: two, kind: pii_filter, hooks: [tool_pre_invoke], mode: concurrent}
  - {name: first, kind: pii_filter, hooks: [tool_pre_invoke], mode: audit, priority: 1}
  - {name: resting, kind: pii_filter, mode: disabled}
`;

test("plugins of a hook are told in the order in which they run", async (t) => {
  const { plan, instances } = await started(t, `${ordered}adapter: {}\n`);
  assert.deepEqual(plan.hooks, [
    {
      hook: "tool_pre_invoke",
      methods: ["tools/call"],
      legs: ["request_body"],
      steps: [["first"], ["one", "two"], ["late"]],
      background: ["background"],
    },
  ]);
  assert.equal(
    planText(plan, instances).split("Envoy")[0],
    `tool_pre_invoke
  1. first (pii_filter, audit, priority 1)
  2. one (deny_filter, concurrent, priority 100) and two (pii_filter, concurrent, priority 100), together
  3. late (deny_filter, enforce, priority 200)
  in the background: background (deny_filter, fire_and_forget, priority 100)
`,
  );
});

test("plugin_settings.execution_order: cpex runs by mode first", async (t) => {
  const { plan } = await started(t, `${ordered}plugin_settings: {execution_order: cpex}\nadapter: {}\n`);
  assert.deepEqual(plan.hooks[0]?.steps, [["late"], ["first"], ["one", "two"]]);
});

test("what plugins see of which methods is told, where they travel", async (t) => {
  const { plan, instances } = await started(
    t,
    deny("a", "hooks: [tool_pre_invoke, resource_post_fetch]", adapter),
  );
  assert.deepEqual(plan.hooks[1]?.legs, ["json_response", "post_stream", "get_stream"]);
  assert.equal(
    planText(plan, instances).split("Plugins see\n")[1],
    `  tool_pre_invoke: tools/call in bodies of requests
  resource_post_fetch: answers to resources/read in JSON responses, event streams of POST, event streams of GET
`,
  );
});

test("what servers ask is told apart from what clients answer", () => {
  const lines = reachLines(
    ["elicitation_request", "elicitation_response", "notification", "message"].map((hook) => ({
      hook,
      ...hookReach(hook),
    })),
  );
  assert.equal(
    lines[1],
    "  elicitation_request: elicitation/create in event streams of POST, event streams of GET, JSON responses",
  );
  assert.equal(lines[2], "  elicitation_response: answers to elicitation/create in bodies of requests");
  assert.match(lines[3] ?? "", / notification: .*notifications\/cancelled, .*any other in /);
  assert.match(lines[4] ?? "", / message: .*tools\/call, .*any other in /);
});

test("every hook is reached by some traffic, and those on headers by every exchange", () => {
  for (const hook of Object.keys(builtinHooks)) assert.ok(hookReach(hook).legs.length > 0, hook);
  assert.deepEqual(
    reachLines(
      ["http_pre_request", "http_auth_check_permission"].map((hook) => ({ hook, ...hookReach(hook) })),
    ),
    [
      "Plugins see",
      "  http_pre_request: headers of requests",
      "  http_auth_check_permission: headers of requests, bodies of requests",
    ],
  );
});

const phases: readonly [what: string, text: string, response: string, modes: RegExp][] = [
  [
    "a plugin on results",
    deny("a", "hooks: [tool_post_invoke]", "adapter: {}\n"),
    "body",
    /static: .*response_body_mode FULL_DUPLEX_STREAMED, response_trailer_mode SEND\n {2}override: .*response_body_mode BUFFERED/,
  ],
  [
    "a plugin on requests only, which may give headers for the response",
    deny("a", "hooks: [tool_pre_invoke]", "adapter: {strict: {redirects: false}}\n"),
    "headers",
    /response_header_mode SEND, response_body_mode NONE/,
  ],
  [
    "no plugin, redirects judged",
    "plugins: []\nadapter: {}\n",
    "headers",
    /response_header_mode SEND, response_body_mode NONE/,
  ],
  [
    "nothing that reads a response",
    "plugins: []\nadapter: {strict: {redirects: false}}\n",
    "none",
    /response_header_mode SKIP, response_body_mode NONE/,
  ],
  [
    "the reference adapter's marks on responses",
    "plugins: []\nadapter: {compat: reference, strict: {redirects: false}}\n",
    "headers",
    /response_header_mode SEND/,
  ],
];
for (const [what, text, response, modes] of phases) {
  test(`what Envoy has to send: ${what}`, async (t) => {
    const { plan, instances } = await started(t, text);
    assert.deepEqual(plan.envoy, { requestBody: true, response });
    assert.match(planText(plan, instances), modes);
    assert.match(planText(plan, instances), /request_body_mode BUFFERED/);
  });
}

const adapter = "adapter: {}\n";
const exact = `plugin_settings: {conditions: exact}\n${adapter}`;
const sources = "adapter: {identity: {user: {header: u}, tenant_id: {header: t}, server_id: {header: s}}}\n";
const conditions: readonly [what: string, text: string, warnings: string[]][] = [
  [
    "prompts only, on a tool hook",
    deny("a", "hooks: [tool_pre_invoke, prompt_pre_fetch], conditions: [{prompts: [p]}]", adapter),
    [
      "plugins[0].conditions[0].prompts: names only prompts: it matches everything on tool_pre_invoke; plugin_settings.conditions: exact reads it otherwise",
    ],
  ],
  [
    "prompts and tools, on every hook",
    deny("a", "conditions: [{tools: [t]}, {prompts: [p], tools: [t]}]", adapter),
    [
      "plugins[0].conditions[0].tools: names only tools: it matches everything on prompt_pre_fetch, prompt_post_fetch, resource_pre_fetch, resource_post_fetch; plugin_settings.conditions: exact reads it otherwise",
      "plugins[0].conditions[1].tools: names only tools and prompts: it matches everything on resource_pre_fetch, resource_post_fetch; plugin_settings.conditions: exact reads it otherwise",
    ],
  ],
  [
    "the same, read exactly",
    deny("a", "hooks: [tool_pre_invoke], conditions: [{prompts: [p]}]", exact),
    ["plugins[0].conditions[0].prompts: names only prompts: it matches nothing on tool_pre_invoke"],
  ],
  ["tools, on tool hooks", deny("a", "hooks: [tool_pre_invoke], conditions: [{tools: [t]}]", adapter), []],
  ["no names", deny("a", "conditions: [{content_types: [application/json], tools: []}]", adapter), []],
  [
    "callers that nothing tells of",
    deny("a", "conditions: [{server_ids: [s], tenant_ids: [t], user_patterns: [u]}]", adapter),
    [
      "plugins[0].conditions[0].server_ids: it never matches: adapter.identity has no source of server_id",
      "plugins[0].conditions[0].tenant_ids: it never matches: adapter.identity has no source of tenant_id",
      "plugins[0].conditions[0].user_patterns: it never matches: adapter.identity has no source of user",
    ],
  ],
  [
    "callers that are known",
    deny("a", "conditions: [{server_ids: [s], tenant_ids: [t], user_patterns: [u]}]", sources),
    [],
  ],
  [
    "servers that the gateway tells of",
    deny("a", "conditions: [{server_ids: [s]}]", "adapter: {identity: {preset: kuadrant}}\n"),
    [],
  ],
  [
    "names with their server, and nothing tells of servers",
    deny("a", "hooks: [tool_pre_invoke], conditions: [{tools: [t, s/t, s/u]}]", adapter),
    ['plugins[0].conditions[0].tools: "s/t" names a server, and adapter.identity has no source of server_id'],
  ],
  [
    "prefixes of servers, and nothing tells of servers",
    deny("a", "", `plugin_settings: {server_prefixes: {s: s_}}\n${adapter}`),
    ["plugin_settings.server_prefixes: they are never used: adapter.identity has no source of server_id"],
  ],
  [
    "names with their server, and prefixes, where servers are known",
    deny(
      "a",
      "hooks: [tool_pre_invoke], conditions: [{tools: [s/t]}]",
      `plugin_settings: {server_prefixes: {s: s_}}\n${sources}`,
    ),
    [],
  ],
  ["no plugin at all, which the reading of the file tells", "plugins: []\nadapter: {}\n", []],
  [
    "only disabled plugins",
    deny("a", "mode: disabled, conditions: [{server_ids: [s]}]", adapter),
    ["plugins: every plugin is disabled: nothing is inspected"],
  ],
];
for (const [what, text, warnings] of conditions) {
  test(`warnings: ${what}`, async (t) => {
    const { config, instances } = await started(t, text);
    assert.deepEqual(
      planWarnings(config, instances).map(({ key, message }) => `${key}: ${message}`),
      warnings,
    );
  });
}

test("a condition that never matches leaves its plugin out of the plan", async (t) => {
  const { plan } = await started(t, deny("a", "conditions: [{prompts: [p]}]", exact));
  assert.deepEqual(
    plan.hooks.map(({ hook }) => hook),
    ["prompt_pre_fetch", "prompt_post_fetch"],
  );
});

test("each disabled plugin is told with the place of its mode", async (t) => {
  const { config, files } = await started(t, `${ordered}adapter: {}\n`);
  assert.deepEqual(disabledWarnings(config).map(findingText), [
    `${files[0]}:7:39: plugins[5].mode: disabled: the plugin is checked, but does not run`,
  ]);
});
