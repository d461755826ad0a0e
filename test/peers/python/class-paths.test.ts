import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  createPluginManager,
  type EntryInput,
  type GlobalContext,
  type JsonObject,
  type LoadResult,
  loadPlugins,
  pluginEntry,
} from "../../../src/framework/index.ts";
import type { PythonHost } from "../../../src/framework/python/python-host.ts";
import { contextOf } from "../../framework/manager-of.ts";
import { type CpexRelease, cpexReleases, pythonOf } from "../peers.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

function hostOf(release: CpexRelease): PythonHost {
  return {
    interpreter: pythonOf(release),
    environment: { PYTHONDONTWRITEBYTECODE: "1", HOUSE: "own" },
    start_timeout_seconds: 120,
    max_concurrent_calls: 20,
    max_queue: 10,
    max_response_size_mb: 10,
  };
}

function load(python: PythonHost, ...inputs: Partial<EntryInput>[]): Promise<LoadResult> {
  const entries = inputs.map((input, index) =>
    pluginEntry({
      name: `p${index}`,
      kind: "house.rules.Rules",
      source: { file: join(here, "config.yaml"), line: 1 },
      ...input,
    }),
  );
  return loadPlugins({ entries, definitions: [], python, initializeTimeout: 120 });
}

async function managerOf(t: TestContext, python: PythonHost, ...inputs: Partial<EntryInput>[]) {
  const loaded = await load(python, ...inputs);
  assert.ok(loaded.ok, JSON.stringify(loaded));
  const manager = createPluginManager({ ...loaded, settings: { plugin_timeout: 120 } });
  t.after(() => manager.shutdown());
  return manager;
}

/** Folders with configurations of Python processes, in a temporary folder of this test's own. */
function ownTemporaryFolder(t: TestContext): () => string[] {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-test-"));
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
  t.after(() => {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    rmSync(folder, { recursive: true });
  });
  return () => readdirSync(folder).map((name) => join(folder, name));
}

for (const release of cpexReleases) {
  test(`cpex ${release} hosts a class: allow, edit, deny, state, config, environment, restart`, async (t) => {
    const folders = ownTemporaryFolder(t);
    const config = {
      text: 'a {{ env.HOME }} {% raw %} {# x #} \\ " ü\u007f\u{1f600}',
      nested: { list: [1, 2.5, 1e21, -3e-7, null, true], empty: {} },
    };
    const manager = await managerOf(t, hostOf(release), { config, hooks: [] });
    assert.deepEqual(manager.plugins()[0]?.hooks.toSorted(), ["tool_post_invoke", "tool_pre_invoke"]);
    const call = (args: JsonObject, context: GlobalContext = contextOf()) =>
      manager.invokeHook("tool_pre_invoke", { name: "t", args }, context);

    const context = contextOf({ request_id: "R1" });
    assert.equal((await call({ op: "pass" }, context)).continue_processing, true);
    const after = await manager.invokeHook("tool_post_invoke", { name: "t", result: {} }, context);
    assert.deepEqual(after.metadata, { asked: "t" });
    assert.deepEqual((await call({ op: "edit" })).payload.args, { op: "edit", added: true });
    assert.equal((await call({ op: "deny" })).violation?.code, "HOUSE_RULE");
    assert.deepEqual((await call({ op: "config" })).metadata, { config });

    const names = (await call({ op: "environment" })).metadata["names"] as string[];
    const usual = ["HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER", "LC_CTYPE"];
    assert.deepEqual(
      names.filter((name) => !usual.includes(name) && !/^(PYTHON|PLUGINS_)/.test(name)),
      ["HOUSE"],
    );

    const [folder = ""] = folders();
    const file = join(folder, "config.yaml");
    assert.deepEqual([statSync(file).mode & 0o777, statSync(folder).mode & 0o777], [0o600, 0o700]);
    assert.match(readFileSync(file, "utf8"), /house\.rules\.Rules/);

    const pid = (await call({ op: "pid" })).metadata["pid"];
    assert.equal((await call({ op: "die" })).violation?.code, "PLUGIN_ERROR");
    // A process that has just died is left alone for a moment.
    let again = await call({ op: "pid" });
    while (!again.continue_processing) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      again = await call({ op: "pid" });
    }
    assert.equal(typeof again.metadata["pid"], "number");
    assert.notEqual(again.metadata["pid"], pid);
    await manager.checkHealth();
    assert.equal(manager.plugins()[0]?.health.status, "healthy");

    await manager.shutdown();
    assert.deepEqual(folders(), []);
    assert.throws(() => process.kill(again.metadata["pid"] as number, 0), { code: "ESRCH" });
  });

  test(`cpex ${release}: what is wrong with a class is told before anything runs`, async (t) => {
    const folders = ownTemporaryFolder(t);
    const host = hostOf(release);
    const loaded = await load(
      host,
      { kind: "house.rules.NoPlugin" },
      { kind: "house.rules.Missing" },
      { kind: "nowhere.at_all.Thing" },
      { kind: "house.rules.Rules", hooks: ["prompt_pre_fetch"] },
    );
    assert.ok(!loaded.ok);
    assert.deepEqual(
      loaded.problems.map(({ plugin, path, message }) => [plugin, path, message]),
      [
        ["p0", ["kind"], 'kind "house.rules.NoPlugin" is no subclass of cpex.framework.Plugin'],
        ["p1", ["kind"], 'kind "house.rules.Missing" cannot be imported (AttributeError)'],
        ["p2", ["kind"], 'kind "nowhere.at_all.Thing" cannot be imported (ModuleNotFoundError: nowhere)'],
        [
          "p3",
          ["hooks", 0],
          'kind "house.rules.Rules" does not implement hook "prompt_pre_fetch", but tool_pre_invoke, tool_post_invoke',
        ],
      ],
    );

    const broken = await load(host, { kind: "house.rules.Broken" }, { kind: "house.rules.Rules" });
    assert.ok(!broken.ok);
    assert.match(broken.problems[0]?.message ?? "", /cannot be initialised: .*its Python process/);
    assert.equal(broken.problems.length, 1);
    assert.doesNotMatch(JSON.stringify(broken.problems), /secret/);
    assert.deepEqual(folders(), []);
  });
}
