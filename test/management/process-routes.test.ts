import assert from "node:assert/strict";
import { test } from "node:test";
import type { Change } from "../../src/management/change.ts";
import { processRoutes, readinessDetail } from "../../src/management/process-routes.ts";
import { contextOf, managerOf, toolCall } from "../framework/manager-of.ts";
import { serverOf } from "./server-of.ts";

const config = { generation: 3, loadedAt: "then", restartNeeded: [], rejection: undefined };

const fails = () => {
  throw new Error("the words of a payload");
};

test("healthz, readyz and metrics", async (t) => {
  const state = { ready: true };
  const get = await serverOf(
    t,
    processRoutes({
      ready: () => state.ready,
      readinessDetail: () => ({ stopping: !state.ready }),
      metrics: async () => "# HELP x y\nx 1\n",
      reload: () => assert.fail("nobody asked for it"),
    }),
  );
  assert.deepEqual((await get("GET", "/healthz")).text, '{"status":"ok"}\n');
  assert.deepEqual((await get("GET", "/readyz")).text, '{"ready":true,"stopping":false}\n');
  const metrics = await get("GET", "/metrics");
  assert.equal(metrics.headers["content-type"], "text/plain; version=0.0.4; charset=utf-8");
  assert.equal(metrics.text, "# HELP x y\nx 1\n");
  state.ready = false;
  assert.equal((await get("GET", "/readyz")).status, 503);
  assert.equal((await get("GET", "/healthz")).status, 200);
  assert.equal((await get("POST", "/readyz")).status, 405);
});

test("metrics that are switched off are not found", async (t) => {
  const view = {
    ready: () => true,
    readinessDetail: () => ({}),
    metrics: async () => undefined,
    reload: () => assert.fail("nobody asked for it"),
  };
  assert.equal((await (await serverOf(t, processRoutes(view)))("GET", "/metrics")).status, 404);
});

test("the detail names plugins that are unhealthy or switched off, and nothing of why", async () => {
  const manager = managerOf([
    { name: "well", plugin: { tool_pre_invoke() {}, health() {} } },
    { name: "silent", plugin: { tool_pre_invoke() {} } },
    { name: "sick", plugin: { tool_pre_invoke() {}, health: fails } },
    { name: "off", onError: "disable", run: fails },
  ]);
  const detail = () =>
    readinessDetail({ enabled: true, plugins: manager.plugins(), stopping: false, config });
  assert.deepEqual(detail(), { plugins_enabled: true, config: { generation: 3, loaded_at: "then" } });
  await manager.checkHealth();
  await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  assert.deepEqual(detail(), {
    plugins_enabled: true,
    unhealthy_plugins: ["sick"],
    switched_off_plugins: ["off"],
    config: { generation: 3, loaded_at: "then" },
  });
  await manager.shutdown();
});

test("the detail says that nothing is inspected, that the process stops, and what became of the configuration", () => {
  const problems = ["c.yaml:1:1: plugins: found nothing"];
  const rejection = { at: "now", problems, again: false };
  const restartNeeded = ["adapter.listen.address"];
  const detail = readinessDetail({
    enabled: false,
    plugins: [],
    stopping: true,
    config: { ...config, restartNeeded, rejection },
  });
  assert.deepEqual(detail, {
    plugins_enabled: false,
    warning: "PLUGINS_ENABLED=false: all traffic passes uninspected",
    config: {
      generation: 3,
      loaded_at: "then",
      restart_needed: restartNeeded,
      refused: { at: "now", problems },
    },
    stopping: true,
  });
});

const reloads: readonly [change: Change, status: number, body: object][] = [
  [
    { ok: true, generation: 4, restartNeeded: ["adapter.listen.address"] },
    200,
    { reloaded: true, generation: 4, restart_needed: ["adapter.listen.address"] },
  ],
  [
    { ok: false, why: "invalid", problems: ["a", "b"] },
    422,
    { error: "refused; what ran before goes on", problems: ["a", "b"] },
  ],
  [{ ok: false, why: "busy", problems: ["x"] }, 503, { error: "too many changes are under way" }],
  [{ ok: false, why: "stopping", problems: ["x"] }, 503, { error: "the process is stopping" }],
];
for (const [change, status, body] of reloads) {
  test(`POST /reload needs the token; ${change.ok ? "done" : change.why}: ${status}`, async (t) => {
    let asked = 0;
    const view = {
      ready: () => true,
      readinessDetail: () => ({}),
      metrics: async () => undefined,
      reload: async () => {
        asked++;
        return change;
      },
    };
    const send = await serverOf(t, processRoutes(view), "a-token-of-a-test");
    assert.equal((await send("POST", "/reload")).status, 401);
    assert.equal((await send("GET", "/reload")).status, 405);
    assert.equal(asked, 0);
    const answer = await send("POST", "/reload", { authorization: "Bearer a-token-of-a-test" });
    assert.deepEqual([answer.status, JSON.parse(answer.text)], [status, body]);
  });
}
