import assert from "node:assert/strict";
import { test } from "node:test";
import { normaliseViolation } from "../../src/framework/violation.ts";

const cases: readonly (readonly [string, unknown, object])[] = [
  [
    "nothing",
    undefined,
    { reason: "Denied by plugin", description: "Plugin p denied the message", code: "PLUGIN_DENIED" },
  ],
  ["a text", "no", { reason: "Denied by plugin", code: "PLUGIN_DENIED" }],
  ["only a description", { description: "d" }, { reason: "d", description: "d" }],
  ["only a reason", { reason: "r" }, { reason: "r", description: "r" }],
  ["violation_code", { violation_code: "OLD" }, { code: "OLD" }],
  ["both codes", { code: "NEW", violation_code: "OLD" }, { code: "NEW" }],
  ["an empty code", { code: "", violation_code: "OLD" }, { code: "OLD" }],
  ["another's name", { plugin_name: "x" }, { plugin_name: "p" }],
  ["a JSON-RPC code", { mcp_error_code: -32111 }, { mcp_error_code: -32111 }],
  ["a JSON-RPC code that is none", { mcp_error_code: "1" }, { mcp_error_code: undefined }],
  ["a status", { http_status_code: 429 }, { http_status_code: 429 }],
  ["a status that would let through", { http_status_code: 200 }, { http_status_code: undefined }],
  ["headers", { http_headers: { "Retry-After": "3", "x\n": "y" } }, { http_headers: { "Retry-After": "3" } }],
  ["details", { details: { a: [1] } }, { details: { a: [1] } }],
  ["details that are no JSON", { details: { a: 1n } }, { details: {} }],
  ["a lone surrogate", { reason: "x\ud800" }, { reason: "x\ufffd" }],
  ["numbers for texts", { reason: 1, code: 2 }, { reason: "Denied by plugin", code: "PLUGIN_DENIED" }],
];

for (const [what, input, expected] of cases) {
  test(`a violation of ${what}`, () => {
    const violation = normaliseViolation(input, "p") as unknown as Record<string, unknown>;
    for (const [field, value] of Object.entries(expected)) assert.deepEqual(violation[field], value, field);
  });
}

test("long texts are cut", () => {
  const { reason, code } = normaliseViolation({ reason: "x".repeat(1e6), code: "y".repeat(1e6) }, "p");
  assert.deepEqual([reason.length, code.length], [4001, 201]);
});
