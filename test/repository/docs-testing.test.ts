import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { root, textOf } from "./files.ts";

test("the tests of the guide pass in the folder that it makes", (t) => {
  const base = mkdtempSync(join(tmpdir(), "testing-plugins-"));
  t.after(() => rmSync(base, { recursive: true, force: true }));
  const page = textOf("docs/guide/testing-plugins.md");
  const [example, recording] = ["ts", "json"].map(
    (language) => new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1],
  );
  run(base, "plugins", "new", "my_plugin");
  writeFileSync(join(base, "my_plugin/plugin.test.ts"), example ?? assert.fail("the guide has no example"));
  writeFileSync(
    join(base, "my_plugin/recording.jsonl"),
    recording ?? assert.fail("the guide has no recording"),
  );
  run(base, "plugins", "test", "my_plugin");
});

function run(folder: string, ...args: string[]): void {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const all = ["-C", "plugins-adapter-source", `${root}src/main.ts`, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { cwd: folder, encoding: "utf8", env });
  assert.equal(status, 0, stdout + stderr);
}
