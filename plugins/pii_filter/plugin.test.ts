import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { JsonValue, PluginResult } from "plugins-adapter/framework";
import { type LogLine, newContext, newPlugin } from "plugins-adapter/testing";
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

describe("what is found", () => {
  const rows: readonly [text: string, result: string][] = [
    // E-mail
    ["mail a@b.co now", `mail ${R} now`],
    ["<bob.o'neil+x@mail.example.com>, x", `<${R}>, x`],
    ["?m=bob%40example.com&x", `?m=${R}&x`],
    ["jörg@bücher.example", R],
    ["bob＠example．com", R],
    ["at alice@example.com.", `at ${R}.`],
    ["123-45-6789@x.com", R],
    ["logo@2x.png", "logo@2x.png"],
    ["pkg@1.2.3 a@b @x.com a@", "pkg@1.2.3 a@b @x.com a@"],
    // Cards
    ["card 4111 1111 1111 1111", `card ${R}`],
    ["card 4111-1111-1111-1111 12/26", `card ${R} 12/26`],
    ["12 4111 1111 1111 1111 123", `12 ${R} 123`],
    ["4111111111111111 123 5500005555555559", `${R} 123 ${R}`],
    ["3782 822463 10005", R],
    ["PAN4111111111111111;", `PAN${R};`],
    ["4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", R],
    ["4111\u200b1111\u00a01111–1111", R],
    ["４１１１１１１１１１１１１１１１", R],
    ["4\u00001\u00001\u00001\b1111 1\u20e311\ufe0f\u20e31 1111", R],
    ["4111 1111 1111\r\n1111", R],
    ["4111\n1111\n1111\n1111", "4111\n1111\n1111\n1111"],
    ["4\n1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "4\n1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"],
    ["card 4111 1111 1111 1112", "card 4111 1111 1111 1112"],
    ["1234567812345670", "1234567812345670"],
    ["x9a4111111111111111b0", "x9a4111111111111111b0"],
    ["0.4111111111111111", "0.4111111111111111"],
    // Social security numbers
    ["ssn 123-45-6789.", `ssn ${R}.`],
    ["SSN: 123456789", `SSN: ${R}`],
    ["social security number is 123 45 6789", `social security number is ${R}`],
    [
      "000-12-3456 666-12-3456 912-12-3456 123-00-4567 123-45-0000",
      "000-12-3456 666-12-3456 912-12-3456 123-00-4567 123-45-0000",
    ],
    ["order 123456789", "order 123456789"],
    // Telephone
    ["call (555) 123-4567 now", `call ${R} now`],
    ["555.123.4567 x89", R],
    ["+1 555 123 4567, 12 apples", `${R}, 12 apples`],
    ["+31612345678", R],
    ["+46 (0)8 928 571 38", R],
    ["0044 20 7946 0958", R],
    ["ring 07700 900 123", `ring ${R}`],
    ["03.93.92.16.85", R],
    ["2125551234", R],
    ["tel. 12 34 56 78", `tel. ${R}`],
    ["1234567890 node/2125551234 v2.125.551.2345", "1234567890 node/2125551234 v2.125.551.2345"],
    ["at 07:55:07.1234567+10:00", "at 07:55:07.1234567+10:00"],
    ["clause 252.227-7013, 4294967295n, max 2147483647", "clause 252.227-7013, 4294967295n, max 2147483647"],
    ["555 123-4567 or 555-123.4567 or 5551234567x", `${R} or ${R} or 5551234567x`],
    ['{"id": 2125551234}', '{"id": 2125551234}'],
    ["2001-04-16 11:34:35 and 10,000 +5 -3", "2001-04-16 11:34:35 and 10,000 +5 -3"],
    // IP addresses
    ["at 10.0.0.1:80, 255.255.255.255", `at ${R}:80, ${R}`],
    ["fe80:0:0:0:0:0:0:1 2001:db8::1. ::ffff:10.1.1.1", `${R} ${R}. ${R}`],
    ["v1.2.3.4 1.2.3.4.5 256.1.1.1 1.2.3", "v1.2.3.4 1.2.3.4.5 256.1.1.1 1.2.3"],
    ["std::vector Foo::Bar a::b x[1::2] 12:34:56 ::1", "std::vector Foo::Bar a::b x[1::2] 12:34:56 ::1"],
    // Dates
    ["12/31/1999 01-02-2020", `${R} ${R}`],
    ["13/31/1999 1/2/1999 12/31/2199", "13/31/1999 1/2/1999 12/31/2199"],
    ["DOB: 1/2/99", `DOB: ${R}`],
    [
      "born on March 12, 1980; date of birth 12 March 1980, dob 1980-03-12",
      `born on ${R}; date of birth ${R}, dob ${R}`,
    ],
    // Values after labels
    ["BSN 123456789", `BSN ${R}`],
    ["Passport No: AB123456", `Passport No: ${R}`],
    ["I lost my passport. 12345678 people", "I lost my passport. 12345678 people"],
    ["driver's license number is D123-4567", `driver's license number is ${R}`],
    ["MRN: ABC123456, patient_id=77001122", `MRN: ${R}, patient_id=${R}`],
    ["Account 12345678", `Account ${R}`],
    [
      '{"dateOfBirth":"1980-03-12","ssn":"123456789","x":"123456789"}',
      `{"dateOfBirth":"${R}","ssn":"${R}","x":"123456789"}`,
    ],
    ["<passport>AB123456</passport>", `<passport>${R}</passport>`],
    // IBAN
    ["IBAN NL91ABNA0417164300", `IBAN ${R}`],
    ["pay to gb82 west 1234 5698 7654 32 now", `pay to ${R} now`],
    ["NL92ABNA0417164300", "NL92ABNA0417164300"],
    ["iban NL92ABNA0417164300", `iban ${R}`],
    // Nothing
    ["", ""],
    ["plain words, 42 of them", "plain words, 42 of them"],
  ];
  for (const [text, result] of rows) test(JSON.stringify(text), () => assert.equal(masked({}, text), result));

  test("overlapping findings are masked as one", () => {
    const config = { custom_patterns: [{ pattern: "6789 code \\d+" }] };
    assert.equal(masked(config, "123-45-6789 code 77."), `${R}.`);
  });

  test("a flag turns its type off", () => {
    for (const [flag, text] of [
      ["detect_email", "a@b.co"],
      ["detect_credit_card", "4111111111111111"],
      ["detect_ssn", "123-45-6789"],
      ["detect_phone", "555-123-4567"],
      ["detect_ip_address", "10.0.0.1"],
      ["detect_date_of_birth", "12/31/1999"],
      ["detect_bank_account", "NL91ABNA0417164300"],
      ["detect_bsn", "BSN 123456789"],
      ["detect_passport", "Passport AB123456"],
      ["detect_driver_license", "DL D1234567"],
      ["detect_medical_record", "MRN 12345678"],
    ] as const) {
      assert.notEqual(masked({}, text), text, flag);
      assert.equal(masked({ [flag]: false }, text), text, flag);
    }
  });

  test("keys are found on request", () => {
    const text = "AKIAIOSFODNN7EXAMPLE api_key=sk-test-0123456789abcdef";
    assert.equal(masked({}, text), text);
    assert.equal(masked({ detect_aws_keys: true, detect_api_keys: true }, text), `${R} api_key=${R}`);
  });
});

describe("every part of a message", () => {
  const plugin = newPlugin(definition);

  test("a tool result", () => {
    const result = {
      content: [
        { type: "text", text: "bob@example.com" },
        { type: "image", data: "iVBORw0KGgo=", mimeType: "image/png" },
        {
          type: "resource",
          resource: { uri: "x:", blob: Buffer.from("bob@example.com").toString("base64") },
        },
      ],
      structuredContent: {
        "bob@example.com": 1,
        card: 4111111111111111,
        ssn: 123456789,
        count: 2125551234,
        ratio: 0.5,
      },
      _meta: { note: "bob@example.com", progressToken: "p" },
    };
    const answer = plugin.tool_post_invoke?.({ name: "t", result }, newContext()) as PluginResult<{
      result: JsonValue;
    }>;
    assert.deepEqual(answer.modified_payload?.result, {
      content: [
        { type: "text", text: R },
        { type: "image", data: "iVBORw0KGgo=", mimeType: "image/png" },
        { type: "resource", resource: { uri: "x:", blob: Buffer.from(R).toString("base64") } },
      ],
      structuredContent: { [R]: 1, card: R, ssn: R, count: 2125551234, ratio: 0.5 },
      _meta: { note: R, progressToken: "p" },
    });
    assert.deepEqual(answer.metadata, {
      pii_filter: {
        total_detections: 6,
        total_masked: 6,
        detection_types: ["credit_card", "email", "ssn"],
        stage: "tool_post_invoke",
      },
    });
  });

  const denied: readonly [hook: string, answer: unknown, code: string][] = [
    [
      "a token of the protocol",
      plugin.tool_post_invoke?.({ name: "t", result: { nextCursor: "bob@example.com" } }, newContext()),
      "PII_DETECTED_IN_TOOL_RESULT",
    ],
    [
      "a URI",
      plugin.resource_pre_fetch?.({ uri: "users://bob@example.com", metadata: {} }, newContext()),
      "PII_DETECTED_IN_RESOURCE_REQUEST",
    ],
    [
      "a URI with escapes",
      plugin.resource_pre_fetch?.({ uri: "users:///123%2D45%2D6789", metadata: {} }, newContext()),
      "PII_DETECTED_IN_RESOURCE_REQUEST",
    ],
    [
      "a URI with a tab, which URL parsers drop",
      plugin.resource_pre_fetch?.({ uri: "users:///123-4\t5-6789", metadata: {} }, newContext()),
      "PII_DETECTED_IN_RESOURCE_REQUEST",
    ],
  ];
  for (const [name, answer, code] of denied) {
    test(`${name} cannot be masked, so it is denied`, () => {
      const { continue_processing, violation, modified_payload } = answer as PluginResult<unknown>;
      assert.equal(continue_processing, false);
      assert.equal(violation?.code, code);
      assert.equal(modified_payload, undefined);
    });
  }

  test("a URI's host and digits are not taken for an address or telephone", () => {
    assert.equal(
      plugin.resource_pre_fetch?.({ uri: "http://10.0.0.1/2125551234", metadata: {} }, newContext()),
      undefined,
    );
  });

  test("a resource's metadata and content", () => {
    const before = plugin.resource_pre_fetch?.(
      { uri: "file:///x", metadata: { to: "a@b.co" } },
      newContext(),
    );
    assert.deepEqual((before as PluginResult<unknown>).modified_payload, {
      uri: "file:///x",
      metadata: { to: R },
    });
    const after = plugin.resource_post_fetch?.(
      { uri: "file:///x", content: { uri: "file:///x", text: "a@b.co" } },
      newContext(),
    );
    assert.deepEqual((after as PluginResult<unknown>).modified_payload, {
      uri: "file:///x",
      content: { uri: "file:///x", text: R },
    });
  });
});

describe("blocking", () => {
  const plugin = newPlugin(definition, { block_on_detection: true });
  const result = { content: [{ type: "text", text: "a@b.co, c@d.co and 123-45-6789" }] };
  const rows: readonly [answer: unknown, code: string, what: string][] = [
    [
      plugin.prompt_pre_fetch?.({ prompt_id: "p", args: { a: "a@b.co c@d.co 123-45-6789" } }, newContext()),
      "PII_DETECTED",
      "prompt arguments",
    ],
    [
      plugin.prompt_post_fetch?.({ prompt_id: "p", result }, newContext()),
      "PII_DETECTED_IN_PROMPT_RESULT",
      "prompt result",
    ],
    [
      plugin.tool_pre_invoke?.({ name: "t", args: { a: "a@b.co c@d.co 123-45-6789" } }, newContext()),
      "PII_DETECTED_IN_TOOL_ARGS",
      "tool arguments",
    ],
    [
      plugin.tool_post_invoke?.({ name: "t", result }, newContext()),
      "PII_DETECTED_IN_TOOL_RESULT",
      "tool result",
    ],
    [
      plugin.resource_pre_fetch?.(
        { uri: "x://a@b.co/", metadata: { m: "c@d.co 123-45-6789" } },
        newContext(),
      ),
      "PII_DETECTED_IN_RESOURCE_REQUEST",
      "resource request",
    ],
    [
      plugin.resource_post_fetch?.({ uri: "x:", content: result.content }, newContext()),
      "PII_DETECTED_IN_RESOURCE_CONTENT",
      "resource content",
    ],
  ];
  for (const [answer, code, what] of rows) {
    test(code, () => {
      const { violation } = answer as PluginResult<unknown>;
      assert.deepEqual(violation, {
        reason: `PII detected in ${what}`,
        description: `Sensitive information detected in ${what}`,
        code,
        details: { compliance_mapping: definition.compliance, detected_types: ["email", "ssn"], count: 3 },
      });
    });
  }
});

describe("limits deny", () => {
  const rows: readonly [name: string, config: object, q: JsonValue][] = [
    ["a long text", { max_text_bytes: 10 }, "é".repeat(6)],
    ["depth", { max_nested_depth: 3 }, [[["x"]]]],
    ["items", { max_collection_items: 3 }, [1, 2, 3, 4]],
  ];
  for (const [name, config, q] of rows) {
    test(name, () => assert.equal(masked(config, q), "PII_LIMIT_EXCEEDED"));
  }
  test("at the limit nothing is denied", () => {
    assert.equal(
      afterTool({ max_text_bytes: 12, max_nested_depth: 3, max_collection_items: 3 }, [
        "é".repeat(6),
        [1],
        2,
      ]),
      undefined,
    );
  });
});

describe("reports", () => {
  test("log lines and details hold no values", () => {
    const lines: LogLine[] = [];
    const plugin = newPlugin(definition, { log_detections: true, include_detection_details: true }, lines);
    const answer = plugin.tool_pre_invoke?.(
      { name: "t", args: { q: "to a@b.co" } },
      newContext(),
    ) as PluginResult<unknown>;
    const summary = answer.metadata?.["pii_filter"];
    assert.deepEqual(summary, {
      total_detections: 1,
      total_masked: 1,
      detection_types: ["email"],
      stage: "tool_pre_invoke",
      detections: [{ type: "email", start: 3, length: 6 }],
    });
    assert.equal(lines.length, 1);
    assert.ok(!JSON.stringify([lines, answer.metadata]).includes("a@b.co"));
  });

  test("nothing is logged by default", () => {
    const lines: LogLine[] = [];
    newPlugin(definition, {}, lines).tool_pre_invoke?.({ name: "t", args: { q: "a@b.co" } }, newContext());
    assert.deepEqual(lines, []);
  });
});

describe("config errors", () => {
  const rows: readonly [config: object, path: string][] = [
    [{ custom_patterns: [{ pattern: "ok" }, { pattern: "(" }] }, "custom_patterns.1.pattern"],
    [{ whitelist_patterns: ["(?=x)"] }, "whitelist_patterns.0"],
    [{ mask_strategy: "hash", default_mask_strategy: "partial" }, "mask_strategy"],
    [{ default_mask_strategy: "blur" }, "default_mask_strategy"],
    [{ hash_key: "short" }, "hash_key"],
    [{ mask_char: "**" }, "mask_char"],
    [{ mask_char: "1" }, "mask_char"],
    [{ detect_ssn: "yes" }, "detect_ssn"],
    [{ mask_strategies: { ssn: "blur" } }, "mask_strategies.ssn"],
    [{ mask_strategies: { ssnn: "hash" } }, "mask_strategies"],
    [{ restore_tokens: [{ types: ["email"] }] }, "restore_tokens.0.tools"],
    [{ restore_tokens: [{ tools: ["a"], types: ["mail"] }] }, "restore_tokens.0.types.0"],
    [{ exemptions: [{}] }, "exemptions.0"],
    [{ detect_names: true }, ""],
  ];
  for (const [config, path] of rows) {
    test(JSON.stringify(config), () => {
      assert.deepEqual(
        definition.config.safeParse(config).error?.issues.map((issue) => issue.path.join(".")),
        [path],
      );
    });
  }
});

describe("properties", () => {
  const plugin = newPlugin(definition, { detect_api_keys: true, detect_aws_keys: true });
  const words = fc.constantFrom(
    "4111",
    "1111",
    " ",
    "-",
    "@",
    ".",
    "bob",
    "ssn",
    ":",
    "+",
    "(",
    ")",
    "55",
    "1",
    "::",
    "e",
    "%40",
    "\u200b",
    "NL91",
    "é",
    "/",
  );
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(words, { maxLength: 40 }).map((parts) => parts.join("")),
  );

  test("any text is answered, and what surrounds the findings stays", () => {
    fc.assert(
      fc.property(texts, (q) => {
        const answer = plugin.tool_pre_invoke?.({ name: "t", args: { q } }, newContext()) as Answer;
        if (answer === undefined) return;
        const rest = String(answer.modified_payload?.args.q).split(R);
        let from = 0;
        for (const part of rest) {
          const at = q.indexOf(part, from);
          assert.ok(at >= from);
          from = at + part.length;
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("data is found wherever it stands", () => {
    const around = fc.constantFrom("", " ", "(", '"', ", ", "\n", " text ", ";");
    const data = fc.constantFrom(
      "bob@example.com",
      "4111 1111 1111 1111",
      "5500005555555559",
      "123-45-6789",
      "2001:db8::7",
    );
    fc.assert(
      fc.property(around, data, around, (before, datum, after) => {
        assert.equal(masked({}, before + datum + after), before + R + after);
      }),
    );
  });
});
