import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { mergeEnvironment, readEnvFile } from "../../../src/framework/config/env-file.ts";
import { readPluginsEnabled, resolveConfigPath } from "../../../src/framework/config/path.ts";

test("the flag wins over the variables, ContextForge's over the reference adapter's, then the default", () => {
  const both = { PLUGIN_CONFIG_FILE: "cf.yaml", PLUGIN_MANAGER_CONFIG: "ref.yaml" };
  assert.deepEqual(resolveConfigPath({ config: ["a", "b"] }, both), { paths: ["a", "b"], from: "--config" });
  assert.deepEqual(resolveConfigPath({}, both), { paths: ["cf.yaml"], from: "PLUGIN_CONFIG_FILE" });
  assert.deepEqual(resolveConfigPath({ config: [] }, { ...both, PLUGIN_CONFIG_FILE: "" }), {
    paths: ["ref.yaml"],
    from: "PLUGIN_MANAGER_CONFIG",
  });
  assert.deepEqual(resolveConfigPath({}, {}), { paths: ["plugins/config.yaml"], from: "default" });
});

test("PLUGINS_ENABLED is yes, no, or refused", () => {
  for (const text of [undefined, "", "true", "True", "1", "yes", " on "]) {
    assert.deepEqual(readPluginsEnabled({ PLUGINS_ENABLED: text }), { ok: true, enabled: true });
  }
  for (const text of ["false", "FALSE", "0", "no", "off"]) {
    assert.deepEqual(readPluginsEnabled({ PLUGINS_ENABLED: text }), { ok: true, enabled: false });
  }
  for (const text of ["flase", "2", "enabled"])
    assert.equal(readPluginsEnabled({ PLUGINS_ENABLED: text }).ok, false);
});

test("an env file gives variables; the real environment wins", async () => {
  const folder = await mkdtemp(join(tmpdir(), "env-"));
  try {
    await writeFile(join(folder, ".env"), "# c\nA=1\nexport B='two words'\nC=\"x\\ny\"\nD=\n");
    const read = await readEnvFile(join(folder, ".env"));
    assert.ok(read.ok);
    assert.deepEqual({ ...read.variables }, { A: "1", B: "two words", C: "x\ny", D: "" });
    assert.deepEqual(
      { ...mergeEnvironment(read.variables, { A: "real", D: undefined, E: "e" }) },
      {
        A: "real",
        B: "two words",
        C: "x\ny",
        D: "",
        E: "e",
      },
    );
    const absent = await readEnvFile(join(folder, "absent"));
    assert.ok(!absent.ok);
    assert.equal(absent.problem.found, "no such file or directory");
  } finally {
    await rm(folder, { recursive: true });
  }
});
