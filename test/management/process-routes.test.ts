import assert from "node:assert/strict";
import { test } from "node:test";
import { processRoutes, readinessDetail } from "../../src/management/process-routes.ts";
import { contextOf, managerOf, toolCall } from "../framework/manager-of.ts";
import { serverOf } from "./server-of.ts";

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
  const view = { ready: () => true, readinessDetail: () => ({}), metrics: async () => undefined };
  assert.equal((await (await serverOf(t, processRoutes(view)))("GET", "/metrics")).status, 404);
});

test("the detail names plugins that are unhealthy or switched off, and nothing of why", async () => {
  const manager = managerOf([
    { name: "well", plugin: { tool_pre_invoke() {}, health() {} } },
    { name: "silent", plugin: { tool_pre_invoke() {} } },
    { name: "sick", plugin: { tool_pre_invoke() {}, health: fails } },
    { name: "off", onError: "disable", run: fails },
  ]);
  const detail = () => readinessDetail(true, manager.plugins(), false);
  assert.deepEqual(detail(), { plugins_enabled: true });
  await manager.checkHealth();
  await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  assert.deepEqual(detail(), {
    plugins_enabled: true,
    unhealthy_plugins: ["sick"],
    switched_off_plugins: ["off"],
  });
  await manager.shutdown();
});

test("the detail says that nothing is inspected, and that the process stops", () => {
  assert.deepEqual(readinessDetail(false, [], true), {
    plugins_enabled: false,
    warning: "PLUGINS_ENABLED=false: all traffic passes uninspected",
    stopping: true,
  });
});
