import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testPlugin } from "plugins-adapter/testing";
import { literalSet } from "../../src/framework/scan/literal-set.ts";
import { assertNoneSlow } from "../../test/plugins/slow-texts.ts";
import definition from "./plugin.ts";
import { pitches, readSpam } from "./spam.ts";

const off = { profanity_filter: false, spam_detection: false, rate_limit_warnings: false };
const words = { ...off, profanity_filter: true };
const spam = { ...off, spam_detection: true };

async function seen(config: object, q: string): Promise<unknown> {
  const run = await testPlugin(definition, { config: { ...config } });
  const { payload, violation } = await run.hook("tool_pre_invoke", { name: "t", args: { q } });
  return violation?.code ?? payload.args["q"];
}

const advert = "CONGRATULATIONS! You have won a cash prize. Click here and claim your free gift, act now!!!";

describe("profane words", () => {
  const rows: readonly [text: string, result: string][] = [
    ["what the fuck is this shit?", "what the **** is this ****?"],
    ["Bullshit! You FUCKING asshole", "********! You ******* *******"],
    ["sh1t, 5h!t, a$$hole, b!tch!", "****, ****, *******, *****!"],
    ["f*ck, f**k, sh*t, ****, a*, 2**3**4", "****, ****, ****, ****, a*, 2**3**4"],
    ["fuuuuuck, shiiit", "********, ******"],
    ["f u c k and s.h.i.t", "******* and *******"],
    ["ｆｕｃｋ f\u200buck", "**** *****"],
    ["so eine Scheiße, merde, stronzo, хуй", "so eine *******, *****, *******, ***"],
    [
      "Scunthorpe, shiitake, assess, cockpit, class, Dickens",
      "Scunthorpe, shiitake, assess, cockpit, class, Dickens",
    ],
    ["hello, what the hell, a bass, a b c d e", "hello, what the hell, a bass, a b c d e"],
    ["$100, c3po, 4chan, x!", "$100, c3po, 4chan, x!"],
    ["", ""],
  ];
  for (const [text, result] of rows)
    test(text, async () => {
      assert.equal(await seen(words, text), result);
      assert.equal(await seen(words, result), result, "masked again");
      assert.equal(await seen(spam, text), text, "with the switch off");
    });

  test("words of one's own, and none", async () => {
    const config = { ...words, profane_words: ["Frell", "smeg"], allowed_words: ["SHIT"] };
    assert.equal(await seen(config, "frell! SMEG, shit, fuck"), "*****! ****, shit, ****");
  });

  test("deny", async () => {
    const config = { ...words, profanity_action: "deny" };
    assert.equal(await seen(config, "oh fuck"), "PROFANITY_DETECTED");
    assert.equal(await seen(config, "oh dear"), "oh dear");
  });
});

describe("spam", () => {
  const literals = literalSet({ words: pitches, ignoreCase: true });
  const rows: readonly [text: string, score: number][] = [
    [advert, 5],
    ["Make money fast, work from home, no obligation!", 3],
    ["make\n money,  ORDER NOW", 2],
    ["BUY OUR PRODUCTS TODAY AND SAVE A LOT OF MONEY!!! $$$", 3],
    [`${"follow me ".repeat(30)}!!!`, 3],
    [`{"status": "ok"}, `.repeat(40), 0],
    ["| win | 3 | loss | 4 |\n".repeat(40), 0],
    ["const MAX_RETRIES = 3; // NOTE", 0],
    ["Click here to see the results of the build.", 1],
    ["Dear team, the meeting is moved to Friday. Best regards, Ada", 0],
    ["", 0],
  ];
  for (const [text, score] of rows)
    test(JSON.stringify(text.slice(0, 60)), () => assert.equal(readSpam(text, literals).score, score));

  test("what is far apart does not add up", () => {
    const filler = Array.from({ length: 500 }, (_, index) => `word${index}`).join(" ");
    const far = `act now ${filler} order now ${filler} risk free`;
    assert.equal(readSpam(far, literals).score, 1);
  });

  test("is denied from the threshold on", async () => {
    assert.equal(await seen(spam, advert), "SPAM_DETECTED");
    assert.equal(await seen({ ...spam, spam_threshold: 6 }, advert), advert);
    assert.equal(await seen({ ...spam, spam_threshold: 1 }, "click here"), "SPAM_DETECTED");
    assert.equal(await seen(words, advert), advert);
  });
});

describe("rate limit warnings", () => {
  const config = { ...off, rate_limit_warnings: true, rate_limit: "2/h" };
  const call = { name: "t", args: {} };

  test("tell of callers beyond the rate, and deny none", async () => {
    const run = await testPlugin(definition, { config });
    for (const over of [false, false, true, true]) {
      const { violation, metadata, http_headers } = await run.hook("tool_pre_invoke", call, { user: "ada" });
      assert.equal(violation, undefined);
      assert.equal(Object.hasOwn(metadata, "rate_limit_warning"), over);
      assert.equal(http_headers["X-RateLimit-Limit"], "2");
      assert.equal(http_headers["Retry-After"], undefined);
    }
    const other = await run.hook("tool_pre_invoke", call, { user: "bob" });
    assert.deepEqual(other.metadata, {});
    assert.deepEqual(
      run.log.map(({ level, message }) => [level, message]),
      Array(2).fill(["warn", "rate limit exceeded; the call goes on"]),
    );
    await run.shutdown();
  });

  test("off", async () => {
    const run = await testPlugin(definition, { config: { ...words, rate_limit: "1/h" } });
    for (let at = 0; at < 3; at++)
      assert.deepEqual((await run.hook("tool_pre_invoke", call)).http_headers, {});
    assert.deepEqual(run.log, []);
  });
});

test("in permissive mode words are masked beside spam that is only recorded", async () => {
  const run = await testPlugin(definition, { mode: "permissive" });
  const outcome = await run.hook("prompt_pre_fetch", { prompt_id: "p", args: { q: `${advert} shit` } });
  assert.equal(outcome.continue_processing, true);
  assert.equal(outcome.payload.args["q"], `${advert} ****`);
  assert.deepEqual(
    outcome.executions.map(({ action, violation }) => [action, violation?.code]),
    [["recorded", "SPAM_DETECTED"]],
  );
});

test("every part of every hook", async () => {
  const run = await testPlugin(definition, { config: words });
  const text = "oh shit";
  const outcomes = [
    await run.hook("tool_pre_invoke", { name: "t", args: { a: [{ [text]: text }] } }),
    await run.hook("tool_post_invoke", {
      name: "t",
      result: {
        content: [
          { type: "text", text },
          { type: "resource", resource: { uri: "x:y", text } },
        ],
        structuredContent: { a: text },
      },
    }),
    await run.hook("prompt_post_fetch", {
      prompt_id: "p",
      result: { messages: [{ role: "user", content: { type: "text", text } }] },
    }),
    await run.hook("resource_post_fetch", {
      uri: "x:y",
      content: { uri: "x:y", blob: Buffer.from(text).toString("base64") },
      metadata: {},
    }),
  ];
  for (const { payload, violation } of outcomes) {
    assert.equal(violation, undefined);
    const shown = JSON.stringify(payload);
    assert.ok(!shown.includes("shit") && !shown.includes(Buffer.from(text).toString("base64")), shown);
  }
  const spamRun = await testPlugin(definition, { config: spam });
  const { violation } = await spamRun.hook("resource_post_fetch", {
    uri: "x:y",
    content: { uri: "x:y", text: advert },
    metadata: {},
  });
  assert.equal(violation?.code, "SPAM_DETECTED");
});

test("what is too long or too deep is denied by either", async () => {
  const payload = { name: "t", args: { q: "x".repeat(11), deep: [[[[1], 2]]] } };
  for (const config of [words, spam])
    for (const limit of [{ max_text_bytes: 10 }, { max_nested_depth: 3 }, { max_collection_items: 1 }]) {
      const run = await testPlugin(definition, { config: { ...config, ...limit } });
      const { violation } = await run.hook("tool_pre_invoke", payload);
      assert.equal(violation?.code, "BASIC_FILTER_LIMIT_EXCEEDED", JSON.stringify(limit));
    }
});

describe("config errors", () => {
  const rows: readonly [config: object, path: string][] = [
    [off, ""],
    [{ profanity_filter: 1 }, "profanity_filter"],
    [{ profane_words: ["a"] }, "profane_words.0"],
    [{ spam_threshold: 0 }, "spam_threshold"],
    [{ rate_limit: "60/day" }, "rate_limit"],
    [{ toxicity: true }, ""],
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
  const run = await testPlugin(definition);
  const looks: Promise<unknown>[] = [];
  assertNoneSlow(["f ", "*", "act now ", "fuuu", "!", "A", "word ", "$$$"], 5, 20_000, (text) =>
    looks.push(run.hook("tool_pre_invoke", { name: "t", args: { text } })),
  );
  await Promise.all(looks);
});
