import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { defaultMaskedKeys } from "../../src/settings/log.ts";
import { mask } from "../../src/telemetry/secret-mark.ts";
import { secretNames } from "../../src/telemetry/secret-names.ts";
import { maskSecrets } from "../../src/telemetry/secret-text.ts";
import { harmlessTexts, secretTexts } from "./secrets.ts";

const isSecret = secretNames(defaultMaskedKeys);

for (const { name, text, secret } of secretTexts) {
  test(`masked: ${name}`, () => {
    const masked = maskSecrets(text, isSecret);
    assert.ok(!masked.includes(secret), masked);
    assert.ok(masked.includes(mask), masked);
  });
}

for (const text of harmlessTexts) {
  test(`left alone: ${text.slice(0, 60)}`, () => assert.equal(maskSecrets(text, isSecret), text));
}

test("what is around a secret stays", () => {
  const table: readonly (readonly [string, string])[] = [
    ["a https://u:p@h/x b", `a https://${mask}@h/x b`],
    ["GET /?token=abc&x=1 HTTP/1.1", `GET /?token=${mask}&x=1 HTTP/1.1`],
    ['{"password":"x","y":"z"}', `{"password":"${mask}","y":"z"}`],
    ["Authorization: Bearer abcdef\nHost: x", `Authorization: ${mask}\nHost: x`],
    ["sent Bearer abcdef to x", `sent Bearer ${mask} to x`],
    ["pay 4111-1111-1111-1111, 4111111111111111.", `pay ${mask}, ${mask}.`],
    ["-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----\nrest", `${mask}\nrest`],
    ["a=1 secret=x,b=2", `a=1 secret=${mask},b=2`],
    ['{"secrets":["t-1","]t-2"],"b":[1]}', `{"secrets":${mask},"b":[1]}`],
    ["secrets: {a: t-1, b: [t-2]} rest", `secrets: ${mask} rest`],
    ["passwords: [], secrets: {}, b", "passwords: [], secrets: {}, b"],
    ["password={t-1", `password=${mask}`],
  ];
  for (const [text, expected] of table) assert.equal(maskSecrets(text, isSecret), expected);
});

test("a URL that a cut may have parted from its @ is masked", () => {
  assert.equal(maskSecrets("see https://user:verylong", isSecret, true), `see https://${mask}`);
});

test("a secret anywhere in a text never comes out, and masking twice changes nothing more", () => {
  const filler = fc.stringMatching(/^(?:[a-z]{1,8}|[0-9]{1,5}|[{}[\]"'\\:=,;.?&/@<>|()-]| |\n)*$/, {
    maxLength: 40,
  });
  const sample = fc.constantFrom(...secretTexts);
  const planted = fc.tuple(filler, sample, filler);
  fc.assert(
    fc.property(planted, ([before, { text, secret }, after]) => {
      // A mark before it could put the secret inside another one's quotation, which is masked with all in it.
      const masked = maskSecrets(`${before} ${text}\n${after}`, isSecret);
      assert.ok(!masked.includes(secret), masked);
      assert.equal(maskSecrets(masked, isSecret), masked);
    }),
    { numRuns: 2000 },
  );
});

test("texts made to be slow are read as fast as others of their length", () => {
  // Each would take hours if a scan started over at each of its characters.
  const length = 300_000;
  const seeds = [
    "://",
    "://@",
    "a@",
    "eyJ",
    "eyJa.",
    "-eyJ",
    "_eyJaaaaaa-",
    "token=[",
    'token=["',
    "token={}",
    "token={",
    'token="',
    "token=",
    "token:\\",
    '\\"',
    "-----BEGIN ",
    "-----BEGIN PRIVATE KEY-----",
    "4111 ",
    "4",
    "4-",
    "bearer ",
    "Basic a",
    "a.",
    "a-",
    "SG.",
    "sk-",
    "=",
    "'",
    "authorization:",
    " \t",
    "x=>",
    "password",
  ];
  for (const seed of seeds) {
    const text = seed.repeat(Math.ceil(length / seed.length));
    maskSecrets(text, isSecret);
  }
});

test("words that begin like a token within one word are read once", () => {
  // An hour or two, if each beginning read on to the end.
  const text = "-eyJ".repeat(1_000_000);
  assert.equal(maskSecrets(text, isSecret), text);
});
