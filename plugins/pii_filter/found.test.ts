import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { describe, test } from "node:test";
import { getCountries, getExampleNumber, type MetadataJson } from "libphonenumber-js/core";
import type { JsonObject } from "plugins-adapter/framework";
import { newContext, newPlugin, testPlugin } from "plugins-adapter/testing";
import { assertNoneSlow } from "../../test/plugins/slow-texts.ts";
import definition from "./plugin.ts";

const R = "[REDACTED]";

/** The text as a tool gets it, with the phone plans loaded. */
async function masks(config: JsonObject = {}): Promise<(q: string) => Promise<string>> {
  const run = await testPlugin(definition, { config });
  return async (q) => {
    const outcome = await run.hook("tool_pre_invoke", { name: "t", args: { q } });
    assert.equal(outcome.violation, undefined);
    return outcome.payload.args["q"] as string;
  };
}

async function assertRows(config: JsonObject, rows: readonly (readonly [text: string, result?: string])[]) {
  const mask = await masks(config);
  for (const [text, result] of rows) assert.equal(await mask(text), result ?? text);
}

describe("telephone numbers", () => {
  test("with + or 00 are as long as numbers of their country are", () =>
    assertRows({}, [
      ["+1 555 123 4567 12 apples", `${R} 12 apples`],
      ["+31612345678", R],
      ["+46 (0)8 928 571 38", R],
      ["+44 20 7946 0958 7 times", `${R} 7 times`],
      ["0044 20 7946 0958", R],
      ["+999 123 456 789"],
      ["+12345678"],
      ["+0123456789"],
    ]));

  test("of every country are found with their calling code", async () => {
    const require = createRequire(import.meta.url);
    const metadata = require("libphonenumber-js/metadata.min.json") as MetadataJson;
    const examples = require("libphonenumber-js/examples.mobile.json") as Parameters<
      typeof getExampleNumber
    >[1];
    const mask = await masks();
    const numbers = getCountries(metadata).map((country) => getExampleNumber(country, examples, metadata));
    for (const number of numbers) {
      const text = number?.formatInternational() ?? "";
      // Seven digits with the code in one or two groups could be a sum.
      if (text.replace(/\D/g, "").length >= 9) assert.equal(await mask(`at ${text}.`), `at ${R}.`, text);
    }
    assert.ok(numbers.length > 200);
  });

  test("of countries that are named are found as they are written there", async () => {
    const config = { phone_countries: ["ES", "FR", "PL"] };
    await assertRows({}, [["a 699 956 915"], ["Zadzwoń: 512 345 678"]]);
    await assertRows(config, [
      ["a 699 956 915", `a ${R}`],
      ["on 78 651 450"],
      ["699956915", R],
      ["(699) 956-915 or 612 34 56 78 9", `${R} or ${R} 9`],
      ["id-699956915 1.699956915 v699 956 915", "id-699956915 1.699956915 v699 956 915"],
      ["2021-04-16 and 16.04.2021", "2021-04-16 and 16.04.2021"],
      ["699 956 91512"],
    ]);
    await assert.rejects(testPlugin(definition, { config: { phone_countries: ["ZZ"] } }), /ZZ/);
  });

  test("show by words before and behind them", () =>
    assertRows({}, [
      ["They're not answering at 78 651 450", `They're not answering at ${R}`],
      ["no more messages to 699 956 915 please", `no more messages to ${R} please`],
      ["reach me at 374 780 163, dial 7811704", `reach me at ${R}, dial ${R}`],
      ["What is your phone number? 668 5702", `What is your phone number? ${R}`],
      ["781 1704 office\n(37) 788-063-Fax", `${R} office\n${R}-Fax`],
      ["655 437 108 (mobile)", `${R} (mobile)`],
      ["2 000 000 mobile users, 1 200 300 phones", "2 000 000 mobile users, 1 200 300 phones"],
      ["message 12345678 was read, 12 office", "message 12345678 was read, 12 office"],
    ]));
});

describe("dates", () => {
  test("of all kinds are found on request", async () => {
    const rows: readonly (readonly [string, string?])[] = [
      ["on 1980-03-12, 1980/03/12 and 1980-03-12T10:00:00Z", `on ${R}, ${R} and ${R}T10:00:00Z`],
      ["3/12/1980 31.12.1980 31-12-1980", `${R} ${R} ${R}`],
      ["12 March 1980, 12th of March, 1980; 12-Mar-1980", `${R}, ${R}; ${R}`],
      ["March 12, 1980 and Sept. 1st 2001", `${R} and ${R}`],
      ["in 1980, March 1980, Monday, 10:30, 1.2.1980.4, 13/13/1980, 1980-13-01"],
      [
        "build 2024-1-2-3 and 12 apples 1980 and 45 March 1980",
        "build 2024-1-2-3 and 12 apples 1980 and 45 March 1980",
      ],
      ["12/31/2199 31/31/1999 1980-03/12"],
    ];
    await assertRows({ detect_dates: true }, rows);
    await assertRows({}, [["on 1980-03-12 and March 12, 1980"]]);
  });

  test("of birth may be in the answer to a question", () =>
    assertRows({}, [
      ["Your date of birth? It's 9/25/1945", `Your date of birth? It's ${R}`],
      ["Please tell me your date of birth. It's 1/14/1961", `Please tell me your date of birth. It's ${R}`],
      ["That was my birthday. On 1/2/2020 we met", "That was my birthday. On 1/2/2020 we met"],
    ]));
});

describe("national numbers", () => {
  test("show by form and check digits, or after a label", () =>
    assertRows({}, [
      ["CPF 111.444.777-35 e 111.444.777-36", `CPF ${R} e 111.444.777-36`],
      ["DNI 12345678Z, 12345678A, x12345678Z, 12345678z", `DNI ${R}, 12345678A, x12345678Z, 12345678z`],
      ["AB 12 34 56 C and X-1234567-L", `${R} and ${R}`],
      ["RSSMRA85T10A562S RSSMRA85T10A562T", `${R} RSSMRA85T10A562T`],
      [
        "811228-9874 and 811228-9875, 1-811228-9874, 811228-9874-1",
        `${R} and 811228-9875, 1-811228-9874, 811228-9874-1`,
      ],
      ["2341 2341 2346 and 2341 2341 2346 7777", `${R} and 2341 2341 2346 7777`],
      ["1 85 05 78 006 084 92, 2 55 08 14 168 025 38", `1 85 05 78 006 084 92, ${R}`],
      ["44051401458"],
      ["PESEL: 44051401458 PESEL: 44051401459", `PESEL: ${R} PESEL: 44051401459`],
      ["Steuer-ID 86095742719", `Steuer-ID ${R}`],
      ["NHS number is 943 476 5919", `NHS number is ${R}`],
      ["National Insurance: AB123456C", `National Insurance: ${R}`],
      ['{"cpf":"11144477735","order":"11144477735"}', `{"cpf":"${R}","order":"11144477735"}`],
      ["1700000000000 20240101T000000Z 2024-01-01"],
    ]));

  test("are of the countries that are named", async () => {
    await assertRows({ national_id_countries: ["ES"] }, [["12345678Z 811228-9874", `${R} 811228-9874`]]);
    await assertRows({ detect_national_id: false }, [["12345678Z 811228-9874 PESEL 44051401458"]]);
    const { error } = definition.config.safeParse({ national_id_countries: ["XX"] });
    assert.deepEqual(
      error?.issues.map(({ path }) => path.join(".")),
      ["national_id_countries.0"],
    );
  });

  test("of a number in JSON show by their member's name", async () => {
    const run = await testPlugin(definition);
    const args = { pesel: 44051401458, count: 44051401458 };
    const { payload } = await run.hook("tool_pre_invoke", { name: "t", args });
    assert.deepEqual(payload.args, { pesel: R, count: 44051401458 });
  });
});

test("no text is slow", async () => {
  const parts = [
    ..."1 2 0 5 - . / ( ) + @ : , ; a A x Z [ ] # \n \t".split(" "),
    " ",
    "12",
    "1234",
    "12345678",
    "4111 1111 1111 1111 ",
    "+1 ",
    "00",
    "ssn ",
    "id ",
    "it's ",
    "phone? ",
    " office",
    "12 Mar 1980 ",
    "AB 12 34 56 C ",
    "811228-9874 ",
    "[TOKEN:",
    "[TOKEN:abcdefghijklmnopqrstuvwxyz234567abcdefghijk]",
    "é",
    "::",
    "fe80:",
    "a@",
    "b.c",
    "%40",
    "sk-",
    "NL91",
    "é",
  ];
  const config = {
    detect_dates: true,
    detect_api_keys: true,
    detect_aws_keys: true,
    default_mask_strategy: "tokenize",
  };
  const plugin = newPlugin(definition, {
    ...config,
    phone_countries: ["ES", "DE"],
    restore_tokens: [{ tools: ["*"] }],
  });
  await plugin.initialize?.({} as never);
  const context = newContext();
  Object.assign(context.global_context, { session_id: "s" });
  assertNoneSlow(parts, 11, 1000, (q) => plugin.tool_pre_invoke?.({ name: "t", args: { q } }, context));
});
