import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { formats, typeNames } from "../../plugins/secrets_detection/catalogue.ts";
import { crc32Tail } from "../../plugins/secrets_detection/checks.ts";
import { finderOf } from "../../plugins/secrets_detection/detect.ts";
import { type Form, formsOf } from "../../plugins/secrets_detection/form.ts";
import { literalSet } from "../../src/framework/index.ts";
import { base62, drawn, hex } from "./drawn.ts";

// Everything that looks like a secret is put together when the tests run, so that no scanner takes this file for a leak.

function charactersOf(has: Uint8Array): string {
  return [...has.keys()]
    .filter((code) => has[code] === 1)
    .map((code) => String.fromCharCode(code))
    .join("");
}

/** A text of a form, at its shortest. */
function sampleOf({ anchor, before, after }: Form, seed: number): string {
  const part = ({ has, least }: Form["after"][number], index: number) => {
    const plain = charactersOf(has).replace(/[-_+/=.~%]/g, "") || charactersOf(has);
    return drawn(plain, least, seed + index);
  };
  return before.map(part).reverse().join("") + anchor + after.map(part).join("");
}

const jsonBase64 = (size: number) =>
  Buffer.from(JSON.stringify({ k: drawn(base62, size) }))
    .toString("base64")
    .replaceAll("=", "");

/** Formats of which more than the form must be right. */
const samples: Readonly<Record<string, string>> = {
  onepassword_service_account_token: `ops_${jsonBase64(250)}`,
  grafana_api_key: Buffer.from(JSON.stringify({ k: drawn(base62, 60), n: "a", id: 1 })).toString("base64"),
  jwt_base64: Buffer.from(jsonBase64(120)).toString("base64").replaceAll("=", ""),
  slack_token: `xoxb-${drawn("123456789", 12)}-${drawn("123456789", 12)}-${drawn(base62, 24)}`,
  slack_app_token: `xapp-1-A${drawn("123456789", 10)}-${drawn("123456789", 13)}-${drawn(hex, 64)}`,
  azure_shared_access_signature: `sig=${drawn(base62, 43)}%3D`,
  discord_bot_token: `${Buffer.from("912345678901234567").toString("base64")}.Gh${drawn(base62, 4)}.${drawn(base62, 30)}`,
  aws_bedrock_short_key: "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t",
};

function only(id: string) {
  return finderOf({ isOn: (type) => type === id, verifyChecksums: false }, literalSet);
}

describe("formats", () => {
  for (const { id, forms } of formats) {
    test(id, () => {
      const find = only(id);
      const texts = samples[id] === undefined ? forms.flatMap(formsOf).map(sampleOf) : [samples[id]];
      for (const token of texts) {
        for (const [before, after] of [
          ["", ""],
          ["x = '", "';"],
          ['{"a":"', '"}'],
          ["see\n", "\nthere"],
          ["(", ")."],
        ] as const) {
          const text = before + token + after;
          assert.deepEqual(
            find(text, undefined),
            [{ type: id, start: before.length, end: before.length + token.length }],
            text,
          );
        }
        assert.deepEqual(find(`Z9${token}`, undefined), [], "part of something longer");
      }
    });
  }

  test("there are two hundred and more, each with one name", () => {
    assert.ok(typeNames.length >= 250);
    const ids = formats.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  test("the README names every type", () => {
    const page = readFileSync(new URL("../../plugins/secrets_detection/README.md", import.meta.url), "utf8");
    for (const name of typeNames) assert.ok(page.includes(`\`${name}\``), name);
  });

  test("what escapes end in stands before a token as a blank does", () => {
    const token = `ghp_${drawn(base62, 36)}`;
    for (const before of ["\\n", "%3D", "\\u003d", "\\t"]) {
      assert.equal(only("github_token")(`a${before}${token}`, undefined).length, 1, before);
    }
  });

  test("a check sum that is right makes a token one, whatever it looks like", () => {
    const body = "a".repeat(30);
    const token = `ghp_${body}${crc32Tail(body)}`;
    const find = finderOf({ isOn: (type) => type === "github_token", verifyChecksums: true }, literalSet);
    assert.deepEqual(
      find(token, undefined).map(({ type }) => type),
      ["github_token"],
    );
    assert.deepEqual(find(`ghp_${drawn(base62, 36)}`, undefined), []);
    assert.equal(only("github_token")(`ghp_${drawn(base62, 36)}`, undefined).length, 1);
  });
});
