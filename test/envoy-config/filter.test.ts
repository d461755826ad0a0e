import assert from "node:assert/strict";
import { test } from "node:test";
import { extProcFilter } from "../../src/envoy-config/filter.ts";
import { allowedOverrides, type Phases, processingMode, type Variant } from "../../src/envoy-config/modes.ts";
import { type EnvoyOptions, envoyOptions } from "../../src/envoy-config/options.ts";

const settings = (given: Partial<EnvoyOptions>): Record<string, unknown> =>
  extProcFilter(envoyOptions(given)).typed_config as unknown as Record<string, unknown>;

const cases: readonly [Variant, Phases["response"], string][] = [
  ["static", "body", "SEND BUFFERED SKIP SEND FULL_DUPLEX_STREAMED SEND"],
  ["static", "headers", "SEND BUFFERED SKIP SEND NONE SKIP"],
  ["static", "none", "SEND BUFFERED SKIP SKIP NONE SKIP"],
  ["override", "body", "SEND BUFFERED SKIP SEND BUFFERED SKIP"],
  ["override", "headers", "SEND BUFFERED SKIP SEND NONE SKIP"],
  ["override", "none", "SEND BUFFERED SKIP SKIP NONE SKIP"],
];
for (const [variant, response, modes] of cases) {
  test(`${variant}, response ${response}: ${modes}`, () => {
    assert.equal(Object.values(processingMode(variant, { requestBody: true, response })).join(" "), modes);
  });
}

test("a plan that reads no request body does not buffer it", () => {
  const phases: Phases = { requestBody: false, response: "body" };
  assert.equal(processingMode("static", phases).request_body_mode, "NONE");
});

test("every allowed override spells all five fields, so none of them is DEFAULT in the comparison", () => {
  for (const mode of allowedOverrides) {
    assert.equal(Object.keys(mode).length, 5);
    assert.ok(!Object.values(mode).includes("DEFAULT"));
    // full duplex from an override could not be told from a buffered body in time
    assert.notEqual(mode.response_body_mode, "FULL_DUPLEX_STREAMED");
  }
  assert.equal(new Set(allowedOverrides.map((mode) => JSON.stringify(mode))).size, allowedOverrides.length);
});

test("no variant fails open", () => {
  for (const variant of ["static", "override"] as const) {
    assert.equal(settings({ variant }).failure_mode_allow, false);
    assert.equal("disable_immediate_response" in settings({ variant }), false);
  }
});

test("overrides are allowed in the override variant alone, unless told otherwise", () => {
  assert.equal(settings({ variant: "static" }).allow_mode_override, undefined);
  assert.equal(settings({ variant: "override" }).allow_mode_override, true);
  assert.equal(settings({ variant: "override", allowModeOverride: false }).allow_mode_override, undefined);
});

test("single modes can be replaced", () => {
  const { processing_mode } = settings({ processingMode: { response_body_mode: "STREAMED" } });
  assert.equal((processing_mode as { response_body_mode: string }).response_body_mode, "STREAMED");
  assert.equal((processing_mode as { request_body_mode: string }).request_body_mode, "BUFFERED");
});

test("protected headers are matched whole and literally", () => {
  const rules = settings({ protectedHeaders: ["authorization", "x.y"] }).mutation_rules as {
    disallow_expression: { regex: string };
  };
  assert.equal(rules.disallow_expression.regex, "(?i)^(authorization|x\\.y)$");
  assert.equal(settings({ protectedHeaders: [] }).mutation_rules, undefined);
});
