import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { configFile, runCli, testFolder } from "../cli.ts";

const first = `plugins:
  - { name: Words, kind: deny_filter, config: { words: [secret] } }
  - { name: Colours, kind: search_replace, config: { words: [{ search: blue, replace: green }] } }
adapter: {}
`;
const second = `plugins:
  - { name: Words, kind: deny_filter, config: { words: [public] } }
  - { name: Colours, kind: search_replace, config: { words: [{ search: blue, replace: red }] } }
adapter: {}
`;

const call = (text: string) => ({
  headers: { "content-type": "application/json" },
  body: { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "echo", arguments: { text } } },
});
const answer = (text: string) => ({ jsonrpc: "2.0", id: 1, result: { content: [{ type: "text", text }] } });

const recording = [
  { request: call("fine"), response: { headers: { ":status": "200" }, body: answer("fine") } },
  { request: call("secret"), response: { body: answer("fine") } },
  { request: call("blue"), response: { events: [answer("blue"), ": ping\n\n"] } },
  { request: call("fine"), response: { body: answer("public") } },
];

function recorded(t: TestContext, lines: readonly unknown[]): string {
  const file = join(testFolder(t), "recording.jsonl");
  writeFileSync(
    file,
    lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"),
  );
  return file;
}

describe("one configuration", () => {
  test("is counted", async (t) => {
    const { code, out, err } = await runCli(t, [
      "replay",
      "--config",
      configFile(t, first),
      "--file",
      recorded(t, recording),
    ]);
    assert.equal(err, "");
    assert.equal(
      out,
      `4 exchanges
  request   2 allowed, 1 modified, 1 denied
  response  2 allowed, 1 modified, 0 denied
  denied deny: 1
  plugin Words: 7 runs, 0 edits, 1 denials, 0 recorded only, 0 failures
  plugin Colours: 6 runs, 2 edits, 0 denials, 0 recorded only, 0 failures
`,
    );
    assert.equal(code, 0);
  });

  test("lines that are none are told by number and key, not by value, and fail the run", async (t) => {
    const file = recorded(t, [
      "{",
      { request: { body: 1, secret: 2 } },
      {},
      { response: { body: 1, events: [] } },
      ...recording.slice(0, 1),
    ]);
    const { code, out, err } = await runCli(t, ["replay", "--config", configFile(t, first), "--file", file]);
    assert.equal(code, 1);
    assert.deepEqual(err.split("\n"), [
      "error: line 1: not JSON",
      'error: line 2: request: Unrecognized key: "secret"',
      "error: line 3: neither a request nor a response",
      "error: line 4: response: a body or events, not both",
      "",
    ]);
    assert.match(out, /^1 exchanges\n[\s\S]*\nlines that could not be read: 4\n$/);
  });
});

describe("two configurations", () => {
  test("that do alike", async (t) => {
    const [a, b] = [configFile(t, first), configFile(t, first)];
    const { code, out } = await runCli(t, [
      "replay",
      "--config",
      a,
      "--against",
      b,
      "--file",
      recorded(t, recording),
    ]);
    assert.equal(code, 0);
    assert.match(out, /^4 exchanges\n[\s\S]*\nagainst: 4 exchanges\n[\s\S]*\nno difference\n$/);
  });

  test("that do otherwise: which messages, and how", async (t) => {
    const args = ["--config", configFile(t, first), "--against", configFile(t, second)];
    const file = recorded(t, recording);
    const { code, out } = await runCli(t, ["replay", ...args, "--file", file]);
    assert.equal(code, 3);
    assert.deepEqual(out.split("\n").slice(0, 5), [
      "line 2: request tools/call echo: denied (deny by Words) -> allowed",
      "line 2: response tools/call echo: unreached -> allowed",
      "line 3: request tools/call echo: modified -> modified, another text",
      "line 3: response tools/call echo: modified -> modified, another text",
      "line 4: response tools/call echo: allowed -> denied (deny by Words)",
    ]);
    const json = await runCli(t, ["replay", ...args, "--file", file, "--json"]);
    assert.equal(json.code, 3);
    const result = JSON.parse(json.out);
    assert.equal(result.differing, 5);
    assert.deepEqual(result.differences[0], {
      line: 2,
      leg: "request",
      method: "tools/call",
      name: "echo",
      kind: "verdict",
      before: { action: "denied", plugin: "Words", code: "deny" },
      after: { action: "allowed" },
    });
    assert.equal(result.config.request.denied, 1);
    assert.equal(result.against.response.denied, 1);
    assert.ok(!json.out.includes("green"), "no payload is quoted");
  });
});

describe("what can't be tried", () => {
  test("a bad second configuration", async (t) => {
    const args = ["--config", configFile(t, first), "--against", configFile(t, "plugins: 5\n")];
    const { code, err } = await runCli(t, ["replay", ...args, "--file", recorded(t, recording)]);
    assert.equal(code, 1);
    assert.match(err, /error: .*plugins/);
  });

  for (const text of ["", "\n\n"]) {
    test(`a recording of nothing: ${JSON.stringify(text)}`, async (t) => {
      const config = configFile(t, first);
      const file = recorded(t, [text]);
      const args = ["replay", "--config", config, "--against", config, "--file", file];
      const { code, out, err } = await runCli(t, args);
      assert.deepEqual([code, out, err], [1, "", `error: ${file} has no exchange\n`]);
    });
  }

  test("no such recording", async (t) => {
    const { code, err } = await runCli(t, ["replay", "--config", configFile(t, first), "--file", "/nowhere"]);
    assert.equal(code, 1);
    assert.equal(err, "error: /nowhere can't be read: ENOENT\n");
  });
});
