import assert from "node:assert/strict";
import { test } from "node:test";
import type { z } from "zod";
import { createPluginManager, pluginEntry, pluginInstance } from "../../src/framework/index.ts";
import { createDecisionHistory } from "../../src/management/decisions/history.ts";
import { decisionRoutes } from "../../src/management/decisions/routes.ts";
import { createDecisionStreams } from "../../src/management/decisions/streams.ts";
import { openApi, operations } from "../../src/management/openapi.ts";
import { pluginRoutes } from "../../src/management/plugin-routes.ts";
import { processRoutes, readinessDetail } from "../../src/management/process-routes.ts";
import type { Route } from "../../src/management/routes.ts";
import { error } from "../../src/management/shapes.ts";
import { defaultSettings } from "../../src/settings/adapter.ts";
import { contextOf, deny, toolCall } from "../framework/manager-of.ts";
import { serverOf } from "./server-of.ts";

const token = "a-token-of-a-test";

function routes() {
  const entries = [
    pluginEntry({ name: "p", kind: "k", conditions: [{ tools: ["t"] }], config: { a: 1 } }),
    pluginEntry({ name: "off", kind: "k", mode: "disabled" }),
  ];
  const [on, off] = entries;
  assert.ok(on && off);
  const plugin = { tool_pre_invoke: () => deny, health() {} };
  const manager = createPluginManager({
    instances: [pluginInstance(on, plugin, ["tool_pre_invoke"])],
    disabled: [off],
  });
  const change = { ok: true, generation: 2, restartNeeded: ["adapter.listen.address"] } as const;
  const refusal = { ok: false, why: "invalid", problems: ["x"] } as const;
  const changeOf = async (name: string) => (name === "p" ? change : refusal);
  const config = {
    generation: 2,
    loadedAt: "2026-01-01T00:00:00Z",
    restartNeeded: ["adapter.listen.address"],
    rejection: { at: "2026-01-01T00:00:00Z", problems: ["x"] },
  };
  const table = [
    ...processRoutes({
      ready: () => true,
      readinessDetail: () =>
        readinessDetail({ enabled: false, plugins: manager.plugins(), stopping: true, config }),
      metrics: async () => "x 1\n",
      reload: async () => change,
    }),
    ...pluginRoutes(
      { enabled: true, entries, ...manager },
      { reload: changeOf, setMode: changeOf, switchOn: () => true },
    ),
    ...decisionsOf(),
  ];
  return { table, manager };
}

const context = contextOf();

function decisionsOf(): Route[] {
  const history = createDecisionHistory(() => ({ kept: 10, violations: true }));
  const violation = { reason: "r", description: "d", code: "C", details: { a: [1] } };
  const run = {
    plugin: "p",
    hook: "tool_pre_invoke",
    mode: "enforce",
    verdict: "deny",
    action: "denied",
    modified: false,
    duration_ns: 1,
    violation,
  } as const;
  history.decided(
    {
      method: "tools/call",
      name: "t",
      verdict: "deny",
      action: "denied",
      plugin: "p",
      code: "C",
      retry_delay_ms: 1,
    },
    {
      context,
      requestHeaders: [["x-request-id", "r"]],
      leg: "request",
      bodyMode: "BUFFERED",
      rawId: "1",
      executions: Array.from({ length: 200 }, () => run),
      violation,
    },
  );
  history.ranInBackground({ ...run, mode: "fire_and_forget", action: "recorded" }, context);
  const streams = createDecisionStreams(history, { open() {}, dropped() {} });
  return decisionRoutes({ history, streams, settings: () => defaultSettings.management.decisions });
}

test("the document has every route of the table, and no other", () => {
  const { table } = routes();
  const served = table.map(({ method, path }) => `${method} ${path}`).sort();
  assert.deepEqual(Object.keys(operations).sort(), served);
  const documented = Object.entries(openApi().paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  assert.deepEqual(documented.sort(), served);
});

test("what takes the token, and what takes a body, is documented so", () => {
  for (const { method, path, writes = false, guarded = false, readsBody = false } of routes().table) {
    const operation = operations[`${method} ${path}`];
    assert.equal(operation?.writes ?? false, writes, path);
    assert.equal(operation?.guarded ?? false, guarded, path);
    assert.equal(operation?.body !== undefined, readsBody, path);
  }
});

for (const [key, { answer, body }] of Object.entries(operations)) {
  test(`${key}: what is served has the documented shape`, async (t) => {
    const { table, manager } = routes();
    const send = await serverOf(t, table, token);
    await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
    await manager.checkHealth();
    const [method = "", path = ""] = key.split(" ");
    const headers = { authorization: `Bearer ${token}` };
    const sent = body && JSON.stringify({ mode: "audit" });
    for (const name of ["p", "off"]) {
      const reply = await send(method, path.replace("{name}", name), headers, sent);
      if (reply.status !== 200) error.parse(JSON.parse(reply.text));
      else if (typeof answer !== "string") (answer as z.ZodType).parse(JSON.parse(reply.text));
    }
  });
}

test("/openapi.json is served, is JSON, and refers to nothing that it does not hold", async (t) => {
  const send = await serverOf(t, routes().table);
  const { status, text } = await send("GET", "/openapi.json");
  assert.equal(status, 200);
  const document = JSON.parse(text);
  assert.equal(document.openapi, "3.1.0");
  const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = ""]) => path.split("/"));
  assert.ok(references.length > 0);
  for (const reference of references) {
    let at = document;
    for (const key of reference) at = at?.[key];
    assert.ok(at !== undefined, reference.join("/"));
  }
  for (const [path, item] of Object.entries<Record<string, { parameters?: { in: string }[] }>>(
    document.paths,
  ))
    for (const { parameters = [] } of Object.values(item))
      assert.equal(parameters.filter((each) => each.in === "path").length, path.includes("{") ? 1 : 0);
});
