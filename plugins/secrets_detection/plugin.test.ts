import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type JsonValue, literalSet, type PluginResult } from "plugins-adapter/framework";
import { type LogLine, newContext, newPlugin } from "plugins-adapter/testing";
import { base62, drawn, hex } from "../../test/plugins/drawn.ts";
import { assertNoneSlow } from "../../test/plugins/slow-texts.ts";
import { finderOf } from "./detect.ts";
import { kindOfName } from "./names.ts";
import definition from "./plugin.ts";
import { looksRandom } from "./randomness.ts";

// Everything that looks like a secret is put together when the tests run, so that no scanner takes this file for a leak.

const everything = finderOf(
  { isOn: (type) => type !== "hex_secret_32" && type !== "base64_24", verifyChecksums: false },
  literalSet,
);

/** Type and text of what is found. */
function found(text: string, name?: string): [type: string, secret: string][] {
  return everything(text, name).map(({ type, start, end }) => [type, text.slice(start, end)]);
}

const key = drawn(base62, 32);
const hexKey = drawn(hex, 32);
const uuid = `${drawn(hex, 8)}-${drawn(hex, 4)}-${drawn(hex, 4)}-${drawn(hex, 4)}-${drawn(hex, 12)}`;
const generic = "generic_api_key_assignment";

describe("values that their names give away", () => {
  const rows: readonly [text: string, type: string, secret: string][] = [
    [`API_KEY=${key}`, generic, key],
    [`api-key: '${key}'`, generic, key],
    [`"clientSecret" : "${key}",`, generic, key],
    [`{\\"access_token\\":\\"${key}\\"}`, generic, key],
    [`const authToken = \`${key}\`;`, generic, key],
    [`var token string = "${key}"`, generic, key],
    [`token := "${key}"`, generic, key],
    [`"token" => "${key}"`, generic, key],
    [`<secret>\n  ${key}\n</secret>`, generic, key],
    [`<add name="Secret" value="${key}"/>`, generic, key],
    [`- name: APP_TOKEN\n  value: "${key}"`, generic, key],
    [`System.setProperty("APP_TOKEN", "${key}")`, generic, key],
    [`login --token ${key}`, generic, key],
    [`?access_token=${key}&x=1`, generic, key],
    [`refresh_token%3D${key}`, generic, key],
    [`SECRET_KEY=${hexKey}`, generic, hexKey],
    [`signing_key = ${uuid}`, generic, uuid],
    [`password: "hunter2!"`, "password_assignment", "hunter2!"],
    [`DB_PASSWORD=s3cr3tpw`, "password_assignment", "s3cr3tpw"],
    [`curl -u admin:d2LkV78z https://h`, "password_assignment", "d2LkV78z"],
    [`HEROKU_API_KEY=${uuid}`, "heroku_uuid_key", uuid],
    [`twilio.auth: ${hexKey}`, "twilio_auth_token", hexKey],
    [`AWS_SECRET_ACCESS_KEY=${drawn(`${base62}/+`, 40)}`, "aws_secret_access_key", drawn(`${base62}/+`, 40)],
  ];
  for (const [text, type, secret] of rows) {
    test(JSON.stringify(text.slice(0, 40)), () => assert.deepEqual(found(text), [[type, secret]]));
  }

  test("a member's name counts like a name in a text", () => {
    assert.deepEqual(found(key, "api_key"), [[generic, key]]);
    assert.deepEqual(found(uuid, "herokuKey"), [["heroku_uuid_key", uuid]]);
    assert.deepEqual(found("hunter2!", "password"), [["password_assignment", "hunter2!"]]);
    assert.deepEqual(found(key, "title"), []);
  });
});

describe("what is no secret", () => {
  const rows: readonly string[] = [
    "",
    "the password is required",
    "password: 'secret123' password: \"TopSecret1\" --password newpassword99 password='My-Strong-Password-1!'",
    "password: required",
    "password = getPassword()",
    "password=$PASSWORD password=${PASSWORD} password: {{ password }} pwd=%PWD%",
    "token: process.env.GITHUB_TOKEN",
    'secret = os.environ["SECRET"]',
    "api_key=YOUR_API_KEY api_key=your-api-key-goes-here-1",
    `token=${"x".repeat(32)}`,
    "token=0123456789abcdef0123456789abcdef",
    `ghp_${"x".repeat(36)}`,
    `AKIA${"IOSFODNN7EXAMPLE"}`,
    `OP_TOKEN=${key}...`,
    `public_key=${key}`,
    `next_page_token=${key}`,
    `csrf-token: ${key}`,
    `primaryKey=${key} foreignKey=${key} cacheKey=${key}`,
    `keyboard=${key} monkey: ${key} token_type: ${key}`,
    `["password", "username1", "token"]`,
    "max_tokens: 4096, completion_tokens=120000",
    `sha256: ${drawn(hex, 64)} commit ${drawn(hex, 40)} id=${uuid}`,
    "https://user:password@example.com redis://localhost postgres://db:db@h ftp://u:${PW}@h",
    `https://h/a.ico-${hexKey}.png`,
    "curl -u user:pass https://h; curl -u $USER:$PASS h; docker run -u 1000:1000 x",
    "Authorization: Bearer <token>",
    "Authorization: Bearer $TOKEN_1",
    "-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----",
    `-----BEGIN CERTIFICATE-----\n${drawn(base62, 64)}\n-----END CERTIFICATE-----`,
    `SetSysctl = "${drawn("0123456789abcdefghijklmnopqrstuvwxyz", 24)}"`,
    "std::token::Tokenizer tokenizer = key_vault_name: web21prqodx24021",
    `fakeToken = "${key}" nonMatchingToken := "${key}" MOCK_API_KEY=${key}`,
    `--change-token ${uuid} LockToken: "${uuid}" "idempotencyToken": "${uuid}"`,
    `<input name="authenticity_token" value="${key}"/>`,
    `SegmentId: "${key}" csrfmiddlewaretoken=${key}`,
    `"ClientToken": "${uuid}"`,
    `Token: urn:uuid:${uuid}`,
    "API_KEY=abcd1234567812345678efgh",
    "see `Basic Operations for Tables`",
    `Authorization: Basic ${Buffer.from("CLIENT_ID:CLIENT_SECRET").toString("base64")}`,
    "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",
  ];
  for (const text of rows) test(JSON.stringify(text.slice(0, 50)), () => assert.deepEqual(found(text), []));
});

test("invisible and look-alike characters do not hide a token", () => {
  const token = `ghp_${drawn(base62, 36)}`;
  const hidden = `${token.slice(0, 9)}\u200b${token.slice(9)}`;
  assert.deepEqual(found(`é ${hidden}!`), [["github_token", hidden]]);
});

test("findings come in order and do not overlap", () => {
  const text = `TOKEN=ghp_${drawn(base62, 36)} password="x1y2z3!" ${`SG.${drawn(base62, 66)}`}`;
  const list = everything(text, undefined);
  assert.deepEqual(
    list.map(({ type }) => type),
    ["github_token", "password_assignment", "sendgrid_key"],
  );
  for (const [index, { start, end }] of list.entries()) {
    assert.ok(start < end && start >= (list[index - 1]?.end ?? 0));
  }
});

test("names of secrets", () => {
  for (const [name, kind] of [
    ["GITHUB_TOKEN", "token"],
    ["clientSecret", "token"],
    ["x-api-key", "token"],
    ["apikey", "token"],
    ["mytoken", "token"],
    ["DB_PASSWORD", "password"],
    ["userPwd", "password"],
    ["SECRET_KEY_BASE64", "token"],
    ["spring.datasource.password", "password"],
    ["keyboard", undefined],
    ["tokenCount", undefined],
    ["public_key", undefined],
    ["key", undefined],
    ["sortKey", undefined],
    ["secretName", undefined],
    ["password_file", undefined],
    ["", undefined],
  ] as const) {
    assert.equal(kindOfName(name), kind, name);
  }
});

test("random texts and others", () => {
  for (let seed = 1; seed < 200; seed++)
    assert.ok(looksRandom(drawn(base62, 32, seed)), drawn(base62, 32, seed));
  for (const text of [
    "AccountRepositoryImplementation",
    "organization-administrators-2024",
    "2024-11-21T10:00:00.000Z",
    "com.example.service.v2beta1",
    "12345678901234567890",
  ]) {
    assert.ok(!looksRandom(text), text);
  }
});

type Answer = PluginResult<{ args: { q: JsonValue } }> | undefined;

function afterTool(config: object, q: JsonValue, lines: LogLine[] = []): Answer {
  return newPlugin(definition, config, lines).tool_pre_invoke?.(
    { name: "t", args: { q } },
    newContext(),
  ) as Answer;
}

const token = `ghp_${drawn(base62, 36)}`;

describe("the plugin", () => {
  test("denies by default, as ContextForge's does", () => {
    const answer = afterTool({}, `see ${token}`);
    assert.equal(answer?.continue_processing, false);
    const { compliance_mapping, ...details } = answer.violation?.details ?? {};
    assert.deepEqual(
      { ...answer.violation, details },
      {
        reason: "Secrets detected",
        description: "Potential secrets detected in tool arguments",
        code: "SECRETS_DETECTED",
        details: { count: 1, examples: [{ type: "github_token" }] },
      },
    );
    assert.deepEqual(answer.metadata?.["secrets_detection"], {
      total_detections: 1,
      total_masked: 0,
      total_blocked: 1,
      secret_types: ["github_token"],
    });
    assert.ok(!JSON.stringify(answer).includes(token.slice(4)));
    assert.equal(afterTool({}, "nothing"), undefined);
  });

  test("redacts", () => {
    const answer = afterTool({ block_on_detection: false, redact: true }, [
      `a ${token} b`,
      { [`k ${token}`]: 1 },
    ]);
    assert.deepEqual(answer?.modified_payload?.args.q, ["a ***REDACTED*** b", { "k ***REDACTED***": 1 }]);
    const own = afterTool({ block_on_detection: false, redact: true, redaction_text: "" }, token);
    assert.equal(own?.modified_payload?.args.q, "");
  });

  test("only tells, when it shall neither deny nor redact", () => {
    const answer = afterTool({ block_on_detection: false }, token);
    assert.equal(answer?.continue_processing, undefined);
    assert.equal(answer?.modified_payload, undefined);
    assert.ok(answer?.metadata?.["secrets_detection"]);
  });

  test("min_findings_to_block counts over the whole payload", () => {
    const config = { min_findings_to_block: 2 };
    assert.notEqual(afterTool(config, token)?.continue_processing, false);
    assert.equal(afterTool(config, [token, { a: token }])?.continue_processing, false);
  });

  test("types are switched on and off", () => {
    assert.equal(afterTool({ enabled: { github_token: false } }, token), undefined);
    assert.equal(afterTool({ enabled: { slack_token: false } }, token)?.continue_processing, false);
    assert.equal(afterTool({}, hexKey), undefined);
    assert.equal(afterTool({ enabled: { hex_secret_32: true } }, hexKey)?.continue_processing, false);
    assert.ok(!definition.config.safeParse({ enabled: { github_tokens: true } }).success);
  });

  test("fields that are looked at, and not", () => {
    const value = { a: { b: token, c: [{ d: token }] } };
    const count = (config: object) =>
      (
        afterTool({ block_on_detection: false, ...config }, value)?.metadata?.["secrets_detection"] as
          | { total_detections: number }
          | undefined
      )?.total_detections ?? 0;
    assert.equal(count({}), 2);
    assert.equal(count({ field_allowlist: ["q.a.b"] }), 1);
    assert.equal(count({ field_allowlist: ["q.a"], field_denylist: ["q.a.c.d"] }), 1);
    assert.equal(count({ field_denylist: ["q"] }), 0);
    for (const path of ["", ".a", "a.", "a. .b"])
      assert.ok(!definition.config.safeParse({ field_denylist: [path] }).success);
  });

  test("allow-listed findings are left alone", () => {
    const config = { allowlist_patterns: ["ghp_\\w+"] };
    assert.equal(afterTool(config, `x ${token} y`), undefined);
    assert.equal(afterTool({ allowlist_patterns: ["ghp_"] }, token)?.continue_processing, false);
    assert.ok(!definition.config.safeParse({ allowlist_patterns: ["("] }).success);
  });

  test("beyond a limit a message is denied", () => {
    for (const [config, value] of [
      [{ max_text_bytes: 10 }, "more than ten"],
      [{ max_nested_depth: 2 }, [[[]]]],
      [{ max_collection_items: 2 }, [1, 2, 3]],
    ] as const) {
      assert.equal(
        afterTool(config, value as unknown as JsonValue)?.violation?.code,
        "SECRETS_LIMIT_EXCEEDED",
      );
    }
  });

  test("logs counts and types on request, never values", () => {
    const lines: LogLine[] = [];
    afterTool({ log_detections: true }, token, lines);
    assert.equal(lines.length, 1);
    assert.ok(!JSON.stringify(lines).includes(token.slice(4)));
    afterTool({}, token, lines);
    assert.equal(lines.length, 1);
  });

  const plugin = newPlugin(definition, {});
  const result = {
    content: [
      { type: "text", text: "ok" },
      { type: "resource", resource: { uri: "file:///x", text: token } },
    ],
  };
  const answers: readonly [hook: string, where: string, answer: unknown][] = [
    [
      "prompt_pre_fetch",
      "prompt arguments",
      plugin.prompt_pre_fetch?.({ prompt_id: "p", args: { a: token } }, newContext()),
    ],
    [
      "prompt_post_fetch",
      "prompt result",
      plugin.prompt_post_fetch?.(
        { prompt_id: "p", result: { messages: [{ role: "user", content: { type: "text", text: token } }] } },
        newContext(),
      ),
    ],
    ["tool_post_invoke", "tool result", plugin.tool_post_invoke?.({ name: "t", result }, newContext())],
    [
      "tool_post_invoke, structured",
      "tool result",
      plugin.tool_post_invoke?.(
        { name: "t", result: { content: [], structuredContent: { api_key: key } } },
        newContext(),
      ),
    ],
    [
      "resource_pre_fetch",
      "resource request",
      plugin.resource_pre_fetch?.({ uri: `https://h/?t=${token}`, metadata: {} }, newContext()),
    ],
    [
      "resource_post_fetch",
      "resource content",
      plugin.resource_post_fetch?.(
        { uri: "file:///x", content: { uri: "file:///x", blob: Buffer.from(token).toString("base64") } },
        newContext(),
      ),
    ],
  ];
  for (const [hook, where, answer] of answers) {
    test(hook, () => {
      const { continue_processing, violation } = answer as PluginResult<unknown>;
      assert.equal(continue_processing, false);
      assert.equal(violation?.description, `Potential secrets detected in ${where}`);
    });
  }

  test("a URI cannot be redacted, so its message is denied", () => {
    const redacting = newPlugin(definition, { block_on_detection: false, redact: true });
    const answer = redacting.resource_pre_fetch?.(
      { uri: `https://h/?t=${token}`, metadata: {} },
      newContext(),
    ) as Answer;
    assert.equal(answer?.violation?.code, "SECRETS_DETECTED");
  });
});

test("texts made of the beginnings of secrets are read in no more than linear time", () => {
  const parts = [
    "ops_eyJ",
    "-",
    "hvr.",
    "eyJ",
    ".",
    "key=",
    'token="',
    "token: ",
    "-----BEGIN PRIVATE KEY-----",
    "PuTTY-User-Key-File-",
    "://a:",
    " -u",
    "A",
    "a",
    "1",
    "+",
    "/",
    "_",
    "\n",
    " ",
    "kind: Secret\ndata:",
    "\n  a: ",
    " #",
    "\\n",
    "Bearer ",
    "password ",
    "@",
    "\u200b",
    "sk-",
    "xoxb-",
    "AKIA",
  ];
  // A few tens of milliseconds; quadratic time took from three seconds to minutes.
  assertNoneSlow(parts, 19, 3000, (text) => everything(text, undefined));
});
