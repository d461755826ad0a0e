import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { defaultLogSettings } from "../../src/settings/log.ts";
import { createLog } from "../../src/telemetry/log.ts";
import { mask } from "../../src/telemetry/secret-mark.ts";
import { secretTexts } from "./secrets.ts";

function logged(fields: unknown, message: string, settings = defaultLogSettings): string {
  let text = "";
  const destination = {
    write(line: string) {
      text += line;
    },
  };
  createLog("debug", destination, { settings }).info(fields as object, message);
  return text;
}

function fieldsOf(fields: unknown, mask_keys?: string[]): Record<string, unknown> {
  const settings = { ...defaultLogSettings, ...(mask_keys && { mask_keys }) };
  const { level: _, time: __, msg: ___, ...rest } = JSON.parse(logged(fields, "m", settings));
  return rest;
}

test("values under a secret's name are masked, whatever they are; that there is none may be told", () => {
  const given = {
    Authorization: "x",
    nested: { apiKey: "x", "X-Auth-Token": 12345, sessionToken: { a: 1 }, client_secret: ["x"] },
    list: [{ password: "x" }, ["cookie", "x"], { name: "set-cookie", value: "x" }, ["other", "y"]],
    none: { token: null, secret: false, password: "" },
    max_tokens: 5,
    secretary: "jane",
  };
  assert.deepEqual(fieldsOf(given), {
    Authorization: mask,
    nested: { apiKey: mask, "X-Auth-Token": mask, sessionToken: mask, client_secret: mask },
    list: [{ password: mask }, ["cookie", mask], { name: "set-cookie", value: mask }, ["other", "y"]],
    none: { token: null, secret: false, password: "" },
    max_tokens: 5,
    secretary: "jane",
  });
});

test("names and paths are the configuration's", () => {
  const given = {
    user: { email: "a@b", name: "n" },
    email: "c@d",
    my: { ssn: 1 },
    password: "kept",
    list: [{ user: { email: "e" } }],
  };
  assert.deepEqual(fieldsOf(given, ["user.email", "ssn"]), {
    user: { email: mask, name: "n" },
    email: "c@d",
    my: { ssn: mask },
    password: "kept",
    list: [{ user: { email: mask } }],
  });
});

test("what is no plain value is told as one, and nothing throws", () => {
  const cycle: Record<string, unknown> = { a: 1 };
  cycle["self"] = cycle;
  const error = Object.assign(new Error("refused token=abc123", { cause: new Error("password=xyz") }), {
    headers: { cookie: "s" },
  });
  const hostile = new Proxy({}, { ownKeys: () => assert.fail("trap"), get: () => assert.fail("trap") });
  for (const fields of [
    cycle,
    { error },
    error,
    { hostile },
    hostile,
    null,
    undefined,
    "text token=abc123",
    5,
    [1],
    Symbol("s"),
    () => {},
    {
      get a() {
        throw new Error("getter");
      },
    },
    {
      d: new Date(0),
      u: new URL("http://a:b@c/"),
      b: Buffer.from("abc123"),
      m: new Map([["token", "abc123"]]),
    },
    { big: 4111111111111111n, number: 4111111111111111, date: 1732192695901 },
    { toJSON: () => ({ token: "abc123" }) },
    { "token=abc123": 1 },
  ]) {
    const line = logged(fields, "m");
    assert.doesNotMatch(line, /abc123|xyz|YWJjMTIz|4111111111111111|a:b@/, line);
    assert.equal(JSON.parse(line).msg, "m");
  }
  const told = fieldsOf({ error })["error"] as Record<string, unknown>;
  assert.equal(told["type"], "Error");
  assert.equal(told["message"], `refused token=${mask}`);
  assert.deepEqual(told["headers"], { cookie: mask });
  assert.match(String(told["stack"]), /\n {4}at /);
});

test("no more text is looked at than a few lines hold, however much a plugin gives", () => {
  const part = "a".repeat(10_000);
  const texts = Array.from({ length: 900 }, (_, n) => `${n} ${part}`);
  const line = logged({ plugin: "p", texts }, "m", { ...defaultLogSettings, max_line_bytes: 1024 * 1024 });
  const whole = JSON.parse(line);
  assert.equal(whole.truncated_bytes > 1024 * 1024, true);
  const few = fieldsOf({ first: "b".repeat(5000), second: "c".repeat(5000), token: "x" });
  assert.deepEqual([few["first"], few["token"]], ["b".repeat(5000), mask]);
  const told = logged({ texts }, "m", { ...defaultLogSettings, max_line_bytes: 2048 });
  // 900 texts of 8 KiB would be 7 MB.
  assert.ok(JSON.parse(told).truncated_bytes < 60_000, told);
});

/** A value with the planted one somewhere in it. */
function planting(planted: fc.Arbitrary<unknown>, depth: number): fc.Arbitrary<unknown> {
  if (depth === 0) return planted;
  const inner = planting(planted, depth - 1);
  const name = fc.string({ maxLength: 12 });
  const other = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.string());
  return fc.oneof(
    inner,
    fc.tuple(name, inner, name, other).map(([key, value, key2, more]) => ({ [key2]: more, [key]: value })),
    fc.tuple(other, inner).map(([before, value]) => [before, value, before]),
    inner.map((value) => new Map([["toJSON", value]])).map((map) => ({ toJSON: () => map.get("toJSON") })),
    inner.map((value) => Object.assign(new Error(typeof value === "string" ? value : "failed"), { value })),
  );
}

test("a secret at any depth, as a value, a name, an error's text or the message, never comes out", () => {
  const sample = fc.constantFrom(...secretTexts);
  const byLook = sample.chain(({ text, secret }) =>
    fc
      .tuple(planting(fc.constant(text), 6), planting(fc.constant({ [`- ${text}`]: 1 }), 3))
      .map(([value, name]) => ({ fields: { value, name }, message: `failed: ${text}`, secret })),
  );
  const secret = "wq81-xyzzy";
  const named = fc.constantFrom(
    "password",
    "X-Api-Key",
    "refreshToken",
    "DB_PASSWORD",
    "cookie",
    "privateKey",
  );
  const value = fc.constantFrom<unknown>(
    secret,
    { a: secret },
    [secret],
    Buffer.from(secret),
    new Error(secret),
  );
  const byName = fc
    .tuple(named, value)
    .chain(([name, hidden]) => planting(fc.constant({ [name]: hidden }), 6))
    .map((fields) => ({ fields: { fields }, message: "m", secret }));
  fc.assert(
    fc.property(fc.oneof(byLook, byName), ({ fields, message, secret }) => {
      const line = logged(fields, message);
      assert.ok(!line.includes(JSON.stringify(secret).slice(1, -1)), line);
    }),
    { numRuns: 1000 },
  );
});

test("a secret across the place where a long text is cut does not come out by halves", () => {
  for (let start = 8150; start < 8210; start++) {
    const line = logged(
      { text: `${"x ".repeat(start / 2)}https://user:hunter2secret@host/${"y".repeat(9000)}` },
      "m",
    );
    assert.doesNotMatch(line, /hunter/);
  }
});

test("lines are no longer than the limit, and still JSON", () => {
  const settings = { ...defaultLogSettings, max_line_bytes: 2048 };
  for (const text of ["a", "é", "\u0000", "\ud83d\ude00", '"'].map((each) => each.repeat(9000))) {
    const line = logged({ plugin: "p", text, more: Array(5000).fill(text) }, text, settings);
    assert.ok(Buffer.byteLength(line) <= 2048);
    const { level, truncated_bytes } = JSON.parse(line);
    assert.equal(level, 30);
    assert.ok(truncated_bytes > 2048);
  }
});

test("too many lines of one source are left out and counted; others still come", () => {
  const lines: { msg: string; lines_dropped?: number; plugin?: string }[] = [];
  let now = 0;
  let dropped = 0;
  const settings = { ...defaultLogSettings, lines_per_second: 3 };
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const log = createLog("info", destination, { settings, now: () => now, onDropped: () => void dropped++ });
  for (let index = 0; index < 10; index++) log.info({ plugin: "loud" }, "again");
  log.info({ plugin: "quiet" }, "mine");
  log.error({ plugin: "loud" }, "failed");
  log.debug({ plugin: "loud" }, "below the level");
  now = 1000;
  log.info({ plugin: "loud" }, "later");
  assert.deepEqual(
    lines.map(({ msg, lines_dropped }) => [msg, lines_dropped]),
    [
      ["again", undefined],
      ["again", undefined],
      ["again", undefined],
      ["mine", undefined],
      ["failed", undefined],
      ["later", 7],
    ],
  );
  assert.equal(dropped, 7);
});
