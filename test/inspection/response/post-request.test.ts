import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Plugin } from "../../../src/framework/index.ts";
import type { HookRunner } from "../../../src/inspection/exchange-state.ts";
import { createInspector } from "../../../src/inspection/inspector.ts";
import type { Headers } from "../../../src/inspection/verdict.ts";
import { adapterSettings } from "../../../src/settings/adapter.ts";
import { testState } from "../../state/memory.ts";
import {
  call,
  inspect,
  jsonHeaders,
  postHeaders,
  request,
  requestPlan,
  response,
  responsePlan,
  toolAnswer,
} from "../inspect.ts";
import { denial, error, from, header } from "../request/http-denial.ts";

const get: Headers = [[":method", "GET"], ...postHeaders.slice(1, 4), ["accept", "text/event-stream"]];
describe("http_post_request", () => {
  it("sees both sides, and its edits go out with the response's headers", async () => {
    const seen: unknown[] = [];
    const { exchange } = await inspect({
      http_post_request: (payload, { global_context }) => {
        seen.push(payload, global_context.content_type);
        return {
          modified_payload: { "x-trace": "1", "mcp-session-id": "evil" },
          http_headers: { "x-left": "2" },
        };
      },
    });
    await requestPlan(exchange, postHeaders, false, from("10.0.0.1:5000"));
    const plan = await responsePlan(exchange, [...jsonHeaders, ["set-cookie", "a"], ["set-cookie", "b"]]);
    assert.deepEqual(plan.kind === "pass" && plan.headers?.set, [
      ["x-left", "2"],
      ["x-trace", "1"],
    ]);
    assert.deepEqual(seen, [
      {
        path: "/mcp",
        method: "POST",
        client_host: "10.0.0.1",
        client_port: 5000,
        headers: { "content-type": "application/json" },
        response_headers: { "content-type": "application/json", "set-cookie": "a, b" },
        status_code: 200,
      },
      "application/json",
    ]);
  });

  it("has the last word on headers that other plugins asked for, also once the body was read", async () => {
    const { exchange } = await inspect({
      tool_pre_invoke: () => ({ http_headers: { "x-left": "2", "x-secret": "s" } }),
      tool_post_invoke: () => {},
      http_post_request: ({ response_headers: { "x-secret": _, ...rest } = {}, ...payload }) => ({
        modified_payload: { ...payload, response_headers: { ...rest, "x-left": "two" } },
      }),
    });
    await requestPlan(exchange);
    await request(exchange, call("1", "t", "{}"));
    const plan = await responsePlan(exchange);
    assert.deepEqual(plan.kind === "collect" && plan.headers?.set, [["x-left", "two"]]);
    const verdict = await response(exchange, toolAnswer("1", "fine"));
    assert.deepEqual(verdict.kind === "pass" && verdict.headers?.set, [["x-left", "two"]]);
  });

  it("keeps its state from the request's hooks", async () => {
    const states: unknown[] = [];
    const { exchange } = await inspect({
      http_auth_resolve_user: (_, context) => void context.setState("method", "ldap"),
      http_post_request: (_, context) => void states.push(context.getState("method")),
    });
    await requestPlan(exchange);
    await request(exchange, call("1", "t", "{}"));
    await responsePlan(exchange);
    assert.deepEqual(states, ["ldap"]);
  });

  it("withholds a response that it denies, or fails on: under the request's id, else with a status", async () => {
    for (const handler of [
      () => ({ continue_processing: false, violation: { code: "X" } }),
      () => {
        throw new Error("card 4111");
      },
    ]) {
      const known = await inspect({ http_post_request: handler, tool_pre_invoke: () => {} });
      await requestPlan(known.exchange);
      await request(known.exchange, call("7", "t", "{}"));
      const made = denial(await responsePlan(known.exchange));
      assert.deepEqual([made.status, error(made).id], [200, 7]);
      const unknown = await inspect({ http_post_request: handler });
      await requestPlan(unknown.exchange, get, true);
      assert.ok([403, 500].includes(denial(await responsePlan(unknown.exchange)).status));
    }
  });

  it("runs on denials, whose mark, status and body stay as they are", async () => {
    const statuses: unknown[] = [];
    const post: Plugin = {
      http_post_request: ({ status_code, response_headers }) => {
        statuses.push([status_code, response_headers?.["x-mcp-denied"]]);
        return { modified_payload: { "x-trace": "1", "x-mcp-denied": "no", "content-type": "text/html" } };
      },
    };
    const head = await inspect({ ...post, http_pre_request: () => ({ continue_processing: false }) });
    const early = denial(await requestPlan(head.exchange));
    const body = await inspect({ ...post, tool_pre_invoke: () => ({ continue_processing: false }) });
    await requestPlan(body.exchange);
    const late = denial(await request(body.exchange, call("1", "t", "{}")));
    for (const made of [early, late]) {
      assert.equal(header(made, "x-trace"), "1");
      assert.equal(header(made, "x-mcp-denied"), "true");
      assert.equal(header(made, "content-type"), "application/json");
    }
    assert.deepEqual(statuses, [
      [403, "true"],
      [200, "true"],
    ]);
  });

  it("has on denials only what earlier plugins left of the time that Envoy gives an answer", async () => {
    const budgets: number[] = [];
    const allowed = {
      payload: {},
      modified: false,
      metadata: {},
      http_headers: {},
      retry_delay_ms: 0,
      executions: [],
    };
    const violation = { reason: "", description: "", code: "NO", details: {} };
    const hooks = {
      wants: (hook: string) => hook === "http_pre_request" || hook === "http_post_request",
      async invokeHook(hook: string, _: unknown, __: unknown, { budgetMs }: { budgetMs: number }) {
        budgets.push(budgetMs);
        if (hook === "http_post_request") return { ...allowed, continue_processing: true };
        await new Promise((resolve) => setTimeout(resolve, 200));
        return { ...allowed, continue_processing: false, violation };
      },
      releaseContexts() {},
    } as unknown as HookRunner;
    const settings = adapterSettings.parse({ limits: { message_budget_ms: 1000, message_timeout_ms: 1100 } });
    const observer = { decided() {}, unfit() {}, faulted: (error: unknown) => assert.fail(String(error)) };
    const inspector = createInspector({
      hooks,
      settings,
      enabled: true,
      observer,
      correlation: testState().correlation,
    });
    assert.equal((await requestPlan(inspector.open(), get, true)).kind, "deny");
    assert.equal(budgets.length, 2);
    assert.ok((budgets[1] as number) < 900, String(budgets));
  });

  it("that fails or denies leaves a denial as it is", async () => {
    for (const handler of [
      () => {
        throw new Error("no");
      },
      () => ({ continue_processing: false }),
    ]) {
      const { exchange } = await inspect({
        http_pre_request: () => ({ continue_processing: false, violation: { code: "FIRST" } }),
        http_post_request: handler,
      });
      assert.match(denial(await requestPlan(exchange)).details, /FIRST/);
    }
  });

  it("sees a response whose request nobody saw, and is not passed by where its headers are not sent", async () => {
    const seen: unknown[] = [];
    const plugin: Plugin = { http_post_request: ({ path, method }) => void seen.push([path, method]) };
    const local = await inspect(plugin);
    assert.equal((await responsePlan(local.exchange)).kind, "pass");
    assert.deepEqual(seen, [["", ""]]);
    const { exchange, unfit } = await inspect(plugin);
    const plan = await exchange.responseHead({ headers: undefined, endOfStream: false, bodyReadable: true });
    assert.match(denial(plan).details, /response_headers_not_sent/);
    assert.deepEqual(unfit, ["response"]);
  });
});
