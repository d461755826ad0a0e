import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testPlugin } from "plugins-adapter/testing";
import { assertNoneSlow } from "../../test/plugins/slow-texts.ts";
import { dataNames } from "./config.ts";
import definition from "./plugin.ts";

async function masked(config: object, q: string): Promise<unknown> {
  const run = await testPlugin(definition, { config: { ...config } });
  const { payload, violation } = await run.hook("tool_pre_invoke", { name: "t", args: { q } });
  return violation?.code ?? payload.args["q"];
}

const sample = { block_patterns: ["ssn", "credit_card"], mask_char: "*" };

describe("what is masked", () => {
  const rows: readonly [config: object, text: string, result: string][] = [
    [sample, "ssn 123-45-6789", "ssn ***********"],
    [sample, "pay 4111 1111 1111 1111 now", "pay ******************* now"],
    [sample, "a@b.co, (555) 123-4567, 10.0.0.1", "a@b.co, (555) 123-4567, 10.0.0.1"],
    [{ ...sample, mask_char: "#" }, "123-45-6789", "###########"],
    [
      { block_patterns: ["SSN", "Credit-Cards"] },
      "123-45-6789 4111111111111111",
      "*********** ****************",
    ],
    [{ block_patterns: ["e-mail", "email"] }, "a@b.co e-mail", "****** e-mail"],
    [
      { block_patterns: ["nightfall"] },
      "Project NIGHTFALL, ssn 123-45-6789",
      "Project *********, ssn 123-45-6789",
    ],
    [{ block_patterns: ["proj_\\d+"] }, "proj_12, proj_x", "*******, proj_x"],
    [{ block_patterns: ["api_keys"] }, "key sk-proj-4Tq0nV9dKw2ZrL7m_x1", "key ***************************"],
    [{ block_patterns: ["n[i1]ght"] }, "n\u200bight, day", "******, day"],
    [sample, "", ""],
  ];
  for (const [config, text, result] of rows)
    test(`${JSON.stringify(config)} ${text}`, async () => assert.equal(await masked(config, text), result));

  test("every name of pii_filter's data is one", () => {
    assert.ok(dataNames.length >= 13);
    for (const name of dataNames) assert.ok(definition.config.safeParse({ block_patterns: [name] }).success);
  });
});

describe("every hook", () => {
  const text = "123-45-6789";
  test("results, prompts, resources", async () => {
    const run = await testPlugin(definition, { config: sample });
    const outcomes = [
      await run.hook("prompt_pre_fetch", { prompt_id: "p", args: { a: text } }),
      await run.hook("prompt_post_fetch", {
        prompt_id: "p",
        result: { messages: [{ role: "user", content: { type: "text", text } }] },
      }),
      await run.hook("tool_pre_invoke", { name: "t", args: { a: [{ [text]: 1 }] } }),
      await run.hook("tool_post_invoke", {
        name: "t",
        result: {
          content: [
            { type: "text", text },
            { type: "resource", resource: { uri: "x:y", text } },
          ],
          structuredContent: { a: text, card: 4111111111111111 },
        },
      }),
      await run.hook("resource_post_fetch", {
        uri: "x:y",
        content: { uri: "x:y", blob: Buffer.from(text).toString("base64") },
        metadata: {},
      }),
    ];
    for (const { payload, violation, metadata } of outcomes) {
      assert.equal(violation, undefined);
      assert.ok(Object.hasOwn(metadata, "content_filter"));
      const shown = JSON.stringify(payload);
      assert.ok(!shown.includes(text) && !shown.includes("4111111111111111"), shown);
      assert.ok(!shown.includes(Buffer.from(text).toString("base64")));
    }
    const said = await run.hook("elicitation_response", {
      kind: "result",
      method: "elicitation/create",
      from: "client",
      result: { action: "accept", content: { ssn: text } },
    });
    assert.ok(!JSON.stringify(said.payload).includes(text));
    const { violation } = await run.hook("resource_pre_fetch", { uri: `x:${text}`, metadata: {} });
    assert.equal(violation?.code, "CONTENT_BLOCKED");
  });
});

test("block_on_detection denies, without the value", async () => {
  const run = await testPlugin(definition, { config: { ...sample, block_on_detection: true } });
  const { violation } = await run.hook("tool_pre_invoke", { name: "t", args: { q: "123-45-6789" } });
  assert.equal(violation?.code, "CONTENT_BLOCKED");
  assert.ok(!JSON.stringify(violation).includes("6789"));
  assert.ok(Object.hasOwn(violation?.details ?? {}, "compliance_mapping"));
});

test("what cannot be read as a whole is denied", async () => {
  const run = await testPlugin(definition, { config: sample });
  let nested: object = {};
  for (let depth = 0; depth < 200; depth++) nested = { a: nested };
  const { violation } = await run.hook("tool_pre_invoke", { name: "t", args: { nested } as never });
  assert.equal(violation?.code, "CONTENT_FILTER_LIMIT_EXCEEDED");
});

describe("config errors", () => {
  const rows: readonly [config: object, path: string][] = [
    [{}, "block_patterns"],
    [{ block_patterns: [] }, "block_patterns"],
    [{ block_patterns: ["ssn", "credit_crad"] }, "block_patterns.1"],
    [{ block_patterns: ["("] }, "block_patterns.0"],
    [{ block_patterns: ["ssn"], mask_char: "x" }, "mask_char"],
    [{ block_patterns: ["ssn"], mask_char: "" }, "mask_char"],
    [{ block_patterns: ["ssn"], masks: "*" }, ""],
  ];
  for (const [config, path] of rows)
    test(JSON.stringify(config), () => {
      const issues = definition.config.safeParse(config).error?.issues ?? [];
      assert.deepEqual(
        issues.map((issue) => issue.path.join(".")),
        [path],
      );
    });
});

test("no text is slow", async () => {
  const run = await testPlugin(definition, { config: { block_patterns: ["ssn", "credit_card", "a+b"] } });
  const looks: Promise<unknown>[] = [];
  assertNoneSlow(["4111 ", "123-", "a", "ssn: ", "1", " ", "%"], 11, 20_000, (text) =>
    looks.push(run.hook("tool_pre_invoke", { name: "t", args: { text } })),
  );
  await Promise.all(looks);
});
