import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import {
  checkPlugins,
  createPluginManager,
  type JsonObject,
  loadPlugins,
  pluginEntry,
} from "../../../src/framework/index.ts";
import { isolatedSource, tight } from "./isolated.ts";
import { isolatedProcesses } from "./processes.ts";

function noting(t: TestContext, plugin: string, config: JsonObject = {}) {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const notes = join(folder, "notes");
  const whole = { plugin, config, limits: tight, environment: { NOTES: notes }, allow: ["write_files"] };
  return {
    entry: pluginEntry({ name: "p", kind: "isolated", config: whole, source: isolatedSource }),
    starts: () => readFileSync(notes, "utf8").trim().split("\n").length,
  };
}

for (const [what, plugin, starts] of [
  ["of a definition: to check it, to run it", "./noting.mjs#defined", 2],
  ["of a function: also to see which hooks it makes", "./noting.mjs", 3],
] as const) {
  test(`processes that a plugin's load starts, ${what}`, async (t) => {
    const { entry, starts: started } = noting(t, plugin);
    const options = { entries: [entry], definitions: [] };
    const checked = await checkPlugins(options);
    assert.deepEqual(checked.problems, []);
    assert.equal(started(), 1);
    for (const load of [1, 2]) {
      const loaded = await loadPlugins(options);
      assert.ok(loaded.ok);
      await createPluginManager({ instances: loaded.instances }).shutdown();
      assert.equal(started(), load * starts, "a later load checks anew");
    }
    assert.deepEqual(isolatedProcesses(), []);
  });
}

test("what could not be checked is checked again", async (t) => {
  const { entry, starts } = noting(t, "./noting.mjs#nothing");
  for (const checks of [1, 2]) {
    const { problems } = await checkPlugins({ entries: [entry], definitions: [] });
    assert.match(problems[0]?.message ?? "", /no export/);
    assert.equal(starts(), checks);
  }
});
