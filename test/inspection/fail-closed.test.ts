import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { HookRunner, InspectionParts } from "../../src/inspection/exchange-state.ts";
import { createInspector } from "../../src/inspection/inspector.ts";
import type { Decision, ExchangeInspection } from "../../src/inspection/verdict.ts";
import { defaultSettings } from "../../src/settings/adapter.ts";
import { testState } from "../state/memory.ts";
import { call, request, requestHead, response, responseHead, text, toolAnswer } from "./inspect.ts";

const fine: HookRunner = {
  wants: (hook) => !hook.startsWith("http_"),
  invokeHook: (_hook, payload) => ({
    continue_processing: true,
    payload,
    modified: false,
    metadata: {},
    http_headers: {},
    retry_delay_ms: 0,
    executions: [],
  }),
  releaseContexts() {},
};

function open(hooks: Partial<HookRunner>, more: Partial<InspectionParts> = {}) {
  const faults: unknown[] = [];
  const decisions: Decision[] = [];
  const exchange = createInspector({
    hooks: { ...fine, ...hooks },
    settings: defaultSettings,
    enabled: true,
    correlation: testState().correlation,
    observer: {
      decided: (decision) => decisions.push(decision),
      faulted: (error) => faults.push(error),
      unfit() {},
    },
    ...more,
  }).open();
  return { exchange, faults, decisions };
}

const secret = () => {
  throw new Error("card 4111");
};

/** A message that is denied for a fault tells nothing of it. */
function assertClosed(body: string, faults: unknown[], decisions: Decision[]): void {
  assert.match(body, /inspection_failed/);
  assert.doesNotMatch(body, /4111|hush/);
  assert.equal(faults.length, 1);
  assert.deepEqual(decisions.at(-1), { verdict: "error", action: "denied", code: "inspection_failed" });
}

describe("a fault of our own", () => {
  const runners: Record<string, HookRunner["invokeHook"]> = {
    "that is thrown": secret,
    "that comes later": () => Promise.reject(new Error("card 4111")),
    "that is no error": () => Promise.reject("card 4111"),
    "that is no outcome": () => undefined as never,
  };

  for (const [name, invokeHook] of Object.entries(runners)) {
    it(`${name} denies the request, under its id`, async () => {
      const { exchange, faults, decisions } = open({ invokeHook });
      requestHead(exchange);
      const verdict = await request(exchange, call('"a"', "t", '{"a":"hush"}'));
      assert.equal(verdict.kind === "deny" && verdict.denial.status, 200);
      assert.equal(JSON.parse(text(verdict)).id, "a");
      assertClosed(text(verdict), faults, decisions);
    });

    it(`${name} denies the answer`, async () => {
      const onResults: HookRunner["invokeHook"] = (hook, ...rest) =>
        hook === "tool_post_invoke" ? invokeHook(hook, ...rest) : fine.invokeHook(hook, ...rest);
      const { exchange, faults, decisions } = open({ invokeHook: onResults });
      requestHead(exchange);
      await request(exchange, call("1", "t", "{}"));
      responseHead(exchange);
      const verdict = await response(exchange, toolAnswer("1", "hush"));
      assert.equal(verdict.kind, "deny");
      assertClosed(text(verdict), faults, decisions);
    });

    it(`${name} ends the event stream with an error for the request, and lets nothing through after`, async () => {
      const onResults: HookRunner["invokeHook"] = (hook, ...rest) =>
        hook === "tool_post_invoke" ? invokeHook(hook, ...rest) : fine.invokeHook(hook, ...rest);
      const { exchange, faults, decisions } = open({ invokeHook: onResults });
      requestHead(exchange);
      await request(exchange, call("1", "t", "{}"));
      responseHead(exchange, [
        [":status", "200"],
        ["content-type", "text/event-stream"],
      ]);
      const event = Buffer.from(`data: ${toolAnswer("1", "hush")}\n\n`);
      const verdict = await exchange.responseEvents(event, false);
      assert.equal(verdict.end, true);
      const forwarded = Buffer.from(verdict.bytes).toString();
      assert.match(forwarded, /^event: message\ndata: \{"jsonrpc":"2.0","id":1,"error".*\n\n$/);
      assertClosed(forwarded, faults, decisions);
      const after = await exchange.responseEvents(event, true);
      assert.deepEqual([after.bytes.length, after.end], [0, true]);
    });
  }

  it("denies from the headers on", () => {
    const throwing: [name: string, run: (exchange: ExchangeInspection) => { kind: string }][] = [
      ["request", (exchange) => requestHead(exchange)],
      ["response", (exchange) => responseHead(exchange)],
    ];
    for (const [name, run] of throwing) {
      const { exchange, faults } = open({ wants: secret });
      assert.equal(run(exchange).kind, "deny", name);
      assert.equal(faults.length, 1);
    }
    const settings = { ...defaultSettings, identity: { user: { attribute: "x" } } };
    const { exchange } = open({}, { settings });
    assert.equal(requestHead(exchange, undefined, false, { attributes: secret }).kind, "deny");
  });

  it("is none when the exchange ended meanwhile, and nobody's contexts outlive it", async () => {
    const released: string[] = [];
    let release: () => void = () => {};
    const { exchange, faults, decisions } = open({
      invokeHook: (...args) =>
        new Promise((resolve) => {
          release = () => resolve(fine.invokeHook(...args));
        }),
      releaseContexts: (id) => void released.push(id),
    });
    requestHead(exchange);
    const verdict = request(exchange, `[${call("1", "a", "{}")},${call("2", "b", "{}")}]`);
    exchange.close();
    assert.equal(released.length, 1);
    release();
    assert.equal((await verdict).kind, "deny");
    assert.equal(released.length, 2);
    assert.deepEqual([faults, decisions.filter(({ action }) => action === "denied")], [[], []]);
  });
});
