import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { finished } from "node:stream/promises";
import { test } from "node:test";
import { logServerOutput } from "../../../src/framework/external/server-output.ts";
import { loadPlugins, pluginEntry } from "../../../src/framework/index.ts";
import { collectLog, type LogLine } from "../../../src/testing/instances.ts";
import { stdioBlock } from "./open.ts";

/** What is logged of pieces as they come from a program. */
async function logged(pieces: readonly string[]): Promise<unknown[]> {
  const lines: LogLine[] = [];
  const stream = new PassThrough();
  logServerOutput(stream, collectLog(lines));
  for (const piece of pieces) {
    stream.write(piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
  stream.end();
  await finished(stream);
  return lines.map(({ fields }) => (fields as { stderr: unknown }).stderr);
}

test("lines that come together are one; an unfinished one waits for its end; nothing is unbounded", async () => {
  assert.deepEqual(await logged(["a\nb\n", "c", "d\ne"]), ["a\nb", "cd", "e"]);
  assert.deepEqual(await logged(["\n\n", " "]), []);
  const long = "x".repeat(100_000);
  for (const line of await logged([long, long, `${long}\nlast\n`])) assert.equal(String(line).length, 4000);
});

test("what a server's program writes to its standard error is in the log, under the plugin's name", async (t) => {
  const lines: LogLine[] = [];
  const mcp = stdioBlock({ FAKE_SERVER: "talkative" });
  const entry = pluginEntry({ name: "Demo", kind: "external", hooks: ["tool_pre_invoke"], mcp });
  const loaded = await loadPlugins({ entries: [entry], definitions: [], log: collectLog(lines) });
  assert.ok(loaded.ok);
  t.after(() => loaded.instances[0]?.plugin.shutdown?.());
  while (lines.length === 0) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(lines, [
    {
      level: "info",
      fields: { plugin: "Demo", stderr: "started with token=abc" },
      message: "plugin server wrote",
    },
  ]);
});
