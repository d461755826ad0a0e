import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonValue, PluginResult } from "plugins-adapter/framework";
import { newContext, newPlugin, testPlugin } from "plugins-adapter/testing";
import definition from "./plugin.ts";

type Answer = PluginResult<{ args: { q: JsonValue } }> | undefined;

function afterTool(config: object, q: JsonValue): Answer {
  return newPlugin(definition, config).tool_pre_invoke?.({ name: "t", args: { q } }, newContext()) as Answer;
}

/** The text after masking; the same when nothing was found. */
function masked(config: object, q: JsonValue): JsonValue {
  const answer = afterTool(config, q);
  return answer?.modified_payload?.args.q ?? answer?.violation?.code ?? q;
}

const R = "[REDACTED]";

describe("masks", () => {
  const text =
    "john@example.com a@b.co 123-45-6789 4111-1111-1111-1111 555-123-4567 10.0.0.3 NL91ABNA0417164300 BSN 123456789";
  const rows: readonly [config: object, result: string | RegExp][] = [
    [{}, `${R} ${R} ${R} ${R} ${R} ${R} ${R} BSN ${R}`],
    [{ redaction_text: "#" }, "# # # # # # # BSN #"],
    [
      { default_mask_strategy: "partial" },
      "j***n@example.com ***@b.co ***-**-6789 ****-****-****-1111 ***-***-4567 1******3 NL************4300 BSN *****6789",
    ],
    [{ mask_strategy: "remove" }, "       BSN "],
    [
      { mask_strategy: "mask", mask_char: "#" },
      text
        .replace("BSN", "\0")
        .replace(/[^ \0]/g, "#")
        .replace("\0", "BSN"),
    ],
    [{ default_mask_strategy: "hash" }, /^(\[HASH:[0-9a-f]{16}\] ){7}BSN \[HASH:[0-9a-f]{16}\]$/],
    [{ default_mask_strategy: "tokenize" }, /^(\[TOKEN:[a-z2-7]{26,60}\] ){7}BSN \[TOKEN:[a-z2-7]{26,60}\]$/],
  ];
  for (const [config, result] of rows) {
    test(JSON.stringify(config), () => {
      if (typeof result === "string") assert.equal(masked(config, text), result);
      else assert.match(masked(config, text) as string, result);
    });
  }

  test("hashes agree where the key does", () => {
    const config = { default_mask_strategy: "hash", hash_key: "0123456789abcdef" };
    assert.equal(masked(config, "a@b.co"), masked(config, "a@b.co"));
    assert.notEqual(masked(config, "a@b.co"), masked({ ...config, hash_key: "fedcba9876543210" }, "a@b.co"));
  });

  test("without a key each plugin has its own, which a reload keeps", async () => {
    const hashed = async (name: string) => {
      const run = await testPlugin(definition, { name, config: { default_mask_strategy: "hash" } });
      return (await run.hook("tool_pre_invoke", { name: "t", args: { q: "a@b.co" } })).payload.args["q"];
    };
    assert.equal(await hashed("one"), await hashed("one"));
    assert.notEqual(await hashed("one"), await hashed("other"));
  });

  test("a type has a mask of its own where it is named", () => {
    const config = { mask_strategies: { email: "partial", ssn: "remove" }, default_mask_strategy: "redact" };
    assert.equal(masked(config, "john@example.com 123-45-6789 10.0.0.3"), `j***n@example.com  ${R}`);
  });

  test("custom patterns have masks of their own", () => {
    const custom_patterns = [
      { pattern: "emp-\\d+", mask_strategy: "partial" },
      { pattern: "off-\\d+", enabled: false },
      { pattern: "ext-\\d+", mask_strategy: null },
    ];
    assert.equal(masked({ custom_patterns }, "EMP-1234 off-12 ext-99"), `E******4 off-12 ${R}`);
  });

  test("of what overlaps the strictest mask counts for all", () => {
    const text = "123-45-6789@example.com, bob@example.com";
    const config = { mask_strategies: { email: "partial", ssn: "redact" } };
    assert.equal(masked(config, text), `${R}, b***b@example.com`);
    const custom_patterns = [{ pattern: "45-6789@.*?m", mask_strategy: "remove" }];
    assert.equal(masked({ ...config, custom_patterns }, text), ", b***b@example.com");
  });

  test("a finding within a whitelist match stays, one that only touches it does not", () => {
    const config = { whitelist_patterns: ["test@example\\.com", "555-555-5555"] };
    assert.equal(masked(config, "TEST@example.com 555-555-5555"), "TEST@example.com 555-555-5555");
    assert.equal(masked(config, "evil-test@example.com"), R);
  });

  test("masking again changes nothing", () => {
    for (const strategy of ["redact", "partial", "hash", "tokenize", "mask"]) {
      const config = { default_mask_strategy: strategy };
      const once = masked(config, text);
      assert.equal(masked(config, once), once, strategy);
    }
  });
});
