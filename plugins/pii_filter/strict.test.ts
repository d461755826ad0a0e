import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PluginResult } from "plugins-adapter/framework";
import { type LogLine, newContext, newPlugin } from "plugins-adapter/testing";
import definition from "./plugin.ts";

/** The text after masking; the same when nothing was found. */
function masked(config: object, q: string, lines: LogLine[] = []): string {
  const plugin = newPlugin(definition, config, lines);
  const answer = plugin.tool_pre_invoke?.({ name: "t", args: { q } }, newContext()) as
    | PluginResult<{ args: { q: string } }>
    | undefined;
  return answer?.modified_payload?.args.q ?? q;
}

const R = "[REDACTED]";

describe("keys of well-known services show by their beginning", () => {
  const rows: readonly [text: string, result: string][] = [
    ["use sk-proj-4Tq0nV9dKw2ZrL7m_x1.", `use ${R}.`],
    ["ghp_1a2B3c4D5e6F7g8H9i0J1k2L3m4N5o6P7q8R", R],
    ["AIzaSyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q", R],
    ["task-4Tq0nV9dKw2ZrL7mx1aa", "task-4Tq0nV9dKw2ZrL7mx1aa"],
    ["sk-learn is a library, sk-some-long-words-here", "sk-learn is a library, sk-some-long-words-here"],
  ];
  for (const [text, result] of rows)
    test(text, () => {
      assert.equal(masked({ detect_api_keys: true }, text), result);
      assert.equal(masked({}, text), text);
    });
});

describe("compliance_mode: strict", () => {
  test("looks for keys too, and logs", () => {
    const lines: LogLine[] = [];
    const text = "AKIAIOSFODNN7EXAMPLE, sk-proj-4Tq0nV9dKw2ZrL7m_x1";
    assert.equal(masked({}, text, lines), text);
    assert.deepEqual(lines, []);
    assert.equal(masked({ compliance_mode: "strict" }, text, lines), `${R}, ${R}`);
    assert.equal(lines.length, 1);
  });

  test("a date by itself is nobody's", () => {
    const text = "the meeting of 12 March 2026";
    assert.equal(masked({ compliance_mode: "strict" }, text), text);
    assert.notEqual(masked({ compliance_mode: "strict", detect_dates: true }, text), text);
  });

  const rows: readonly [config: object, path: string][] = [
    [{ detect_phone: false }, "detect_phone"],
    [{ whitelist_patterns: ["x"] }, "whitelist_patterns"],
    [{ exemptions: [{ names: ["x"] }] }, "exemptions"],
    [{ mask_strategies: { ssn: "redact", email: "tokenize" } }, "mask_strategies.email"],
    [{ default_mask_strategy: "partial" }, "default_mask_strategy"],
    [{ mask_strategy: "tokenize" }, "mask_strategy"],
    [{ custom_patterns: [{ pattern: "x", mask_strategy: "hash" }] }, "custom_patterns.0.mask_strategy"],
    [{ compliance_mode: "lax" }, "compliance_mode"],
  ];
  for (const [config, path] of rows)
    test(`refuses ${JSON.stringify(config)}`, () => {
      const { error } = definition.config.safeParse({ compliance_mode: "strict", ...config });
      assert.deepEqual(
        error?.issues.map((issue) => issue.path.join(".")),
        [path],
      );
    });
});
