import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { readRecording, runExchange } from "plugins-adapter/testing";
import denyFilter from "../../plugins/deny_filter/plugin.ts";

const body = {
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: { name: "t", arguments: { a: "secret" } },
};
const tapped = { request: { headers: [], body: { as_string: JSON.stringify(body) } } };

function recording(t: TestContext, lines: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "recording-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "r.jsonl");
  writeFileSync(file, lines.join("\n"));
  return file;
}

test("both forms, line by line, and a plugin on each", async (t) => {
  const file = recording(t, [
    JSON.stringify({ request: { body } }),
    "",
    JSON.stringify({ http_buffered_trace: tapped }),
    "",
  ]);
  const exchanges = await readRecording(file);
  assert.equal(exchanges.length, 2);
  for (const exchange of exchanges) {
    const plugins = [{ plugin: denyFilter, config: { words: ["secret"] } }];
    const { request } = await runExchange({ plugins, ...exchange });
    assert.equal(request?.action, "denied");
  }
});

test("a line that is none is named, without its values", async (t) => {
  const file = recording(t, [JSON.stringify({ request: {} }), '{"request":{"secret":5}}']);
  await assert.rejects(readRecording(file), /r\.jsonl: line 2: request: Unrecognized key/);
  await assert.rejects(readRecording(recording(t, ["secret"])), /line 1: not JSON$/);
});
