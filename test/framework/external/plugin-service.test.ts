import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  configRequest,
  configText,
  hookRequest,
  hookText,
  isServing,
} from "../../../src/framework/external/plugin-service.ts";
import { decodeMessage, encodeMessage, struct } from "./plugin-service.ts";

const call = (payload: unknown, context: object = {}) => ({
  hook_type: "tool_pre_invoke",
  plugin_name: "Demo",
  payload,
  context: { state: {}, metadata: {}, global_context: { request_id: "r" }, ...context },
});

test("protobufjs reads the questions that we write", () => {
  assert.deepEqual(decodeMessage("Name", configRequest("Dümo")), { name: "Dümo" });
  const global_context = {
    request_id: "r",
    user: "bob",
    server_id: "s",
    tenant_id: "t",
    content_type: "text/plain",
    state: { a: [1] },
    metadata: { b: { c: null } },
  };
  const payload = { name: "t", args: { x: 2 ** 53, y: -0.5 }, headers: undefined };
  const full = call(payload, { global_context, state: { s: true }, metadata: { m: "é" } });
  const { user, content_type: _, ...rest } = global_context;
  assert.deepEqual(decodeMessage("Call", hookRequest(full)), {
    ...full,
    payload: { name: "t", args: { x: 2 ** 53, y: -0.5 } },
    context: { ...full.context, global_context: { ...rest, user_string: user } },
  });
  const person = { email: "bob", roles: [] };
  const { context } = decodeMessage("Call", hookRequest(call({}, { global_context: { user: person } })));
  assert.deepEqual(context, { global_context: { user_struct: person } });
});

for (const payload of ["text", null, [1], { a: 1n }, { a: "\ud800" }]) {
  const shown =
    typeof payload === "object" && payload !== null ? Object.values(payload).map(String) : payload;
  test(`what a Struct cannot hold is not sent: ${shown}`, () => {
    assert.throws(() => hookRequest(call(payload)), /cannot be carried/);
  });
}

const answers: readonly (readonly [string, object, object])[] = [
  ["nothing", {}, {}],
  ["a result", { plugin_name: "Demo", result: struct({ a: 1 }) }, { plugin_name: "Demo", result: { a: 1 } }],
  ["an empty result", { result: struct({}) }, { result: {} }],
  ["an error, whose words are not told", { error: { message: "secret" } }, { error: {} }],
  ["an error beside a result", { result: struct({}), error: {} }, { result: {}, error: {} }],
  ["an empty context", { context: {} }, { context: { state: {}, metadata: {} } }],
  [
    "a context",
    {
      context: {
        global_context: { request_id: "r", state: struct({ g: 1 }), metadata: struct({ x: 1 }) },
        state: struct({ __proto__: null, s: [] }),
      },
    },
    { context: { global_context: { state: { g: 1 } }, state: { s: [] }, metadata: {} } },
  ],
  [
    "a context without global state",
    { context: { global_context: {} } },
    { context: { global_context: {}, state: {}, metadata: {} } },
  ],
];

for (const [what, fields, expected] of answers) {
  test(`an answer with ${what}`, () => {
    assert.deepEqual(JSON.parse(hookText(encodeMessage("Answer", fields))), expected);
  });
}

test("an answer's fields that are not known are passed over", () => {
  const unknown = Buffer.from([0x2a, 0x02, 0x08, 0x00, 0xf8, 0x01, 0x07]);
  const bytes = Buffer.concat([encodeMessage("Answer", { result: struct({ a: 1 }) }), unknown]);
  assert.deepEqual(JSON.parse(hookText(bytes)), { result: { a: 1 } });
});

test("the configuration, and its absence", () => {
  const config = { name: "Demo", priority: 42 };
  const found = encodeMessage("Config", { found: true, config: struct(config) });
  assert.deepEqual(JSON.parse(configText(found)), config);
  assert.equal(configText(encodeMessage("Config", { config: struct(config) })), "{}");
  assert.equal(configText(Buffer.alloc(0)), "{}");
});

test("only SERVING is healthy", () => {
  const states = [0, 1, 2, 3, -1].map((status) => isServing(encodeMessage("Health", { status })));
  assert.deepEqual(states, [false, true, false, false, false]);
});

test("an answer to another question, and any bytes, are errors or answers, never more", () => {
  const config = encodeMessage("Config", { found: true, config: struct({ continue_processing: true }) });
  assert.throws(() => hookText(config), /no message of ContextForge's plugin service/);
  for (const read of [hookText, configText, isServing]) {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        try {
          read(bytes);
        } catch (error) {
          assert.match(String(error), /no message of ContextForge's plugin service/);
        }
      }),
    );
  }
});

test("an answer with two results is none: protobuf would merge them", () => {
  const deny = encodeMessage("Answer", { result: struct({ continue_processing: false }) });
  const allow = encodeMessage("Answer", { result: struct({ continue_processing: true }) });
  assert.throws(() => hookText(Buffer.concat([deny, allow])), /no message of/);
});
