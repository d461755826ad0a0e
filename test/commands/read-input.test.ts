import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { readInput } from "../../src/commands/read-input.ts";
import { configFile, testFolder } from "./cli.ts";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const params = { name: "t", arguments: { text: "a secret" } };
const call = { jsonrpc: "2.0", id: 1, method: "tools/call", params };
const words = "plugins: [{ name: W, kind: deny_filter, config: { words: [secret] } }]\nadapter: {}\n";

for (const [command, input, code, printed] of [
  ["explain", JSON.stringify(call), 3, /^request: denied\n/],
  [
    "replay",
    JSON.stringify({ request: { body: call } }),
    0,
    /^1 exchanges\n {2}request {3}0 allowed, 0 modified, 1 denied\n/,
  ],
] as const) {
  test(`${command} reads standard input where no file is named`, (t) => {
    const args = ["-C", "plugins-adapter-source", main, command, "--config", configFile(t, words)];
    for (const more of [[], ["--file", "-"]]) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [...args, ...more], {
        input,
        encoding: "utf8",
      });
      assert.equal(status, code, stderr);
      assert.match(stdout, printed);
    }
  });
}

test("what is no file is a problem with a reason", async (t) => {
  assert.deepEqual(await readInput("/nowhere"), { ok: false, problem: "/nowhere can't be read: ENOENT" });
  const folder = testFolder(t);
  const empty = configFile(t, "", "empty");
  assert.deepEqual(await readInput(empty), { ok: false, problem: `${empty} is empty` });
  assert.deepEqual(await readInput(folder), { ok: false, problem: `${folder} can't be read: EISDIR` });
});
