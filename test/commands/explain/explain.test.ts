import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { configFile, runCli, testFolder } from "../cli.ts";

const config = `plugins:
  - { name: Words, kind: deny_filter, priority: 20, config: { words: [secret] } }
  - { name: Colours, kind: search_replace, priority: 10, config: { words: [{ search: blue, replace: green }] } }
  - { name: Other, kind: deny_filter, conditions: [{ tools: [other] }], config: { words: [x] } }
  - { name: Later, kind: deny_filter, mode: fire_and_forget, config: { words: [blue] } }
  - { name: Soft, kind: deny_filter, mode: permissive, priority: 5, config: { words: [blue] } }
adapter: {}
`;
const call = (text: string) =>
  `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"text":"${text}"}}}`;
const answer = (text: string) =>
  `{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"${text}"}]}}`;

async function explain(t: TestContext, message: string, ...args: string[]) {
  const file = join(testFolder(t), "message");
  writeFileSync(file, message);
  return runCli(t, ["explain", "--config", configFile(t, config), "--file", file, ...args]);
}

/** Durations are no fixed text. */
const timeless = (text: string) => text.replaceAll(/\d+\.\d+ ms/g, "… ms");

describe("as text", () => {
  test("an edit: who made it, and what the server receives", async (t) => {
    const { code, out } = await explain(t, call("blue"));
    assert.equal(code, 0);
    assert.equal(
      timeless(out),
      `request: modified
  tool_pre_invoke
    1. Soft (permissive, priority 5): denies (recorded only), deny: Tool arguments not allowed -- A deny word was found in the tool arguments, … ms
    2. Colours (enforce, priority 10): edits, … ms
    3. Words (enforce, priority 20): allows, … ms
    4. Other (enforce, priority 100): not asked: its conditions do not match
    5. Later (fire_and_forget, priority 100): denies (recorded only), deny: Tool arguments not allowed -- A deny word was found in the tool arguments, … ms
the server receives it with changes
    … 5 more
        "name": "echo",
        "arguments": {
  -       "text": "blue"
  +       "text": "green"
        }
      }
    … 1 more
`,
    );
  });

  test("a denial: exit code 3, and what the client receives", async (t) => {
    const { code, out } = await explain(t, call("secret"));
    assert.equal(code, 3);
    assert.match(out, /^request: denied\n/);
    assert.match(out, /3\. Words .*: denies, deny: /);
    assert.match(
      out,
      /the server receives nothing\nthe client receives 200\n {2}content-type: application\/json\n/,
    );
    assert.match(out, /"plugin": "Words"/);
  });

  test("what the adapter refuses by itself", async (t) => {
    const { code, out } = await explain(t, '{"id":1,"id":2}');
    assert.equal(code, 3);
    assert.match(out, /no plugin runs on it\n {2}refused by the adapter: duplicate_key\n/);
  });

  test("a message that nothing changes", async (t) => {
    const { code, out } = await explain(t, call("fine"));
    assert.equal(code, 0);
    assert.match(out, /^request: allowed\n/);
    assert.match(out, /\nthe server receives it as it is\n$/);
  });
});

describe("legs", () => {
  test("a response by its shape, and with the request that it answers", async (t) => {
    const alone = await explain(t, answer("x"), "--leg", "response");
    assert.equal(alone.code, 3, "the tool is not known: conditions on names match");
    const request = join(testFolder(t), "request");
    writeFileSync(request, call("fine"));
    const both = await explain(t, answer("x"), "--leg", "response", "--request", request);
    assert.equal(both.code, 0);
    assert.match(both.out, /^request: allowed\n[\s\S]*\nresponse: allowed\n[\s\S]*Other .*: not asked/);
  });

  test("an event, as a message or as the stream's own text", async (t) => {
    for (const message of [answer("secret"), `: hello\nid: 1\ndata: ${answer("secret")}\n\n`]) {
      const { code, out } = await explain(t, message, "--leg", "event");
      assert.equal(code, 3);
      assert.match(out, /the client receives it with changes\n[\s\S]*\+ .*"error": \{/);
    }
  });
});

test("headers, and JSON for machines", async (t) => {
  const { code, out } = await explain(
    t,
    call("blue"),
    "--json",
    "--header",
    "X-Trace: a b",
    "--header",
    "x-trace:c",
  );
  assert.equal(code, 0);
  const explained = JSON.parse(out);
  assert.equal(explained.denied, false);
  assert.equal(explained.response, null);
  assert.equal(explained.server.headers["x-trace"], "a b, c");
  assert.equal(explained.request.action, "modified");
  assert.deepEqual(
    explained.request.diff.filter(({ kind }: { kind: string }) => kind === "added"),
    [{ kind: "added", text: '      "text": "green"' }],
  );
  assert.deepEqual(
    explained.plugins.map(({ plugin, status, verdict }: Record<string, string>) => [plugin, status, verdict]),
    [
      ["Soft", "ran", "deny"],
      ["Colours", "ran", "allow"],
      ["Words", "ran", "allow"],
      ["Other", "not_matched", undefined],
      ["Later", "ran", "deny"],
    ],
  );
});

describe("what can't be tried", () => {
  test("a bad configuration", async (t) => {
    const bad = configFile(t, "plugins: [{ name: x, kind: nonsense }]\n");
    const file = configFile(t, call("x"), "message.json");
    const { code, out, err } = await runCli(t, ["explain", "--config", bad, "--file", file]);
    assert.deepEqual([code, out], [1, ""]);
    assert.match(err, /error: .*nonsense/);
  });

  test("no such file", async (t) => {
    const { code, err } = await runCli(t, ["explain", "--file", "/nowhere"]);
    assert.equal(code, 1);
    assert.equal(err, "error: /nowhere can't be read: ENOENT\n");
  });

  for (const args of [
    ["--leg", "both"],
    ["--header", "none"],
    ["--request", "x"],
  ]) {
    test(`${args.join(" ")} is wrong usage`, async (t) => {
      const { code } = await runCli(t, ["explain", ...args]);
      assert.equal(code, 2);
    });
  }
});
