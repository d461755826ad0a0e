import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { runCli, testFolder } from "../cli.ts";

const files = ["README.md", "plugin-manifest.yaml", "plugin.test.ts", "plugin.ts"];

describe("plugins new", () => {
  test("makes a folder that passes plugins test as it stands, and that the adapter loads", async (t) => {
    const base = testFolder(t);
    const folder = join(base, "my-plugin");
    const made = await runCli(t, ["plugins", "new", folder, "--json"]);
    assert.equal(made.code, 0, made.err);
    assert.equal(JSON.parse(made.out).kind, "my_plugin");
    assert.deepEqual(
      readdirSync(folder).filter((name) => files.includes(name)),
      files,
    );

    const tested = await runCli(t, ["plugins", "test", folder]);
    assert.equal(tested.code, 0, tested.out + tested.err);
    assert.match(tested.out, /^ok {4}its manifest agrees/);
    assert.match(tested.out, /\nok {4}its own tests: plugin\.test\.ts\nall as it should be\n$/);

    const config = join(base, "config.yaml");
    writeFileSync(
      config,
      "plugins:\n  - { name: Mine, kind: ./my-plugin/plugin.ts, config: { words: [x] } }\n",
    );
    const listed = await runCli(t, ["plugins", "list", "--config", config, "--json"]);
    assert.deepEqual(JSON.parse(listed.out).configured[0].hooks, ["tool_pre_invoke", "tool_post_invoke"]);
    const info = await runCli(t, ["plugins", "info", folder, "--json"]);
    assert.deepEqual(
      JSON.parse(info.out).options.map(({ name }: { name: string }) => name),
      ["words", "mask"],
    );
  });

  test("its types are right, under the project's strict settings", async (t) => {
    const folder = join(testFolder(t), "typed");
    await runCli(t, ["plugins", "new", folder]);
    const root = new URL("../../../", import.meta.url).pathname;
    const options = {
      extends: `${root}tsconfig.json`,
      // A handler that lets pass returns nothing.
      compilerOptions: { rootDir: "/", noImplicitReturns: false, typeRoots: [`${root}node_modules/@types`] },
      include: ["*.ts"],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(options));
    const args = [`${root}node_modules/typescript/bin/tsc`, "-p", "tsconfig.json"];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    assert.equal(status, 0, stdout);
  });

  test("overwrites nothing", async (t) => {
    const folder = testFolder(t);
    writeFileSync(join(folder, "plugin.ts"), "mine");
    const { code, err } = await runCli(t, ["plugins", "new", folder, "--kind", "x"]);
    assert.equal(code, 1);
    assert.equal(err, `error: ${folder} is not empty\n`);
    assert.equal(readFileSync(join(folder, "plugin.ts"), "utf8"), "mine");
    const file = await runCli(t, ["plugins", "new", join(folder, "plugin.ts"), "--kind", "x"]);
    assert.match(file.err, /is no folder/);
  });

  test("a kind is given, or made of the folder's name", async (t) => {
    const folder = join(testFolder(t), "1 bad name");
    assert.equal((await runCli(t, ["plugins", "new", folder])).code, 2);
    const { code, out } = await runCli(t, ["plugins", "new", folder, "--kind", "import", "--json"]);
    assert.equal(code, 0);
    assert.equal(JSON.parse(out).kind, "import");
    assert.equal((await runCli(t, ["plugins", "test", folder])).code, 0);
  });
});

describe("plugins test", () => {
  test("says what is wrong, and shows a failing test", async (t) => {
    const folder = join(testFolder(t), "wrong");
    await runCli(t, ["plugins", "new", folder]);
    const edit = (name: string, from: string, to: string) => {
      const path = join(folder, name);
      writeFileSync(path, readFileSync(path, "utf8").replace(from, to));
    };
    edit("plugin-manifest.yaml", "  - tool_post_invoke\n", "");
    edit("plugin.test.ts", "project ***", "project +++");
    const { code, out } = await runCli(t, ["plugins", "test", folder, "--json"]);
    assert.equal(code, 1);
    const { ok, checks, tests } = JSON.parse(out);
    assert.equal(ok, false);
    const wrong = checks.filter((check: { ok: boolean }) => !check.ok);
    assert.deepEqual(
      wrong.map(({ name }: { name: string }) => name),
      ["its manifest agrees with the definition"],
    );
    assert.match(wrong[0].message, /available_hooks/);
    assert.match(tests.output, /words are masked in arguments/);
    const text = await runCli(t, ["plugins", "test", folder]);
    assert.match(text.out, /^wrong its manifest agrees/);
    assert.match(text.out, /\nnot as it should be\n$/);
  });

  test("a folder without tests does not pass", async (t) => {
    const folder = join(testFolder(t), "untested");
    await runCli(t, ["plugins", "new", folder]);
    rmSync(join(folder, "plugin.test.ts"));
    const { code, out } = await runCli(t, ["plugins", "test", folder]);
    assert.equal(code, 1);
    assert.match(out, /wrong its own tests\nno \*\.test\.ts or \*\.test\.js/);
  });

  test("no such folder: everything that is missing is told", async (t) => {
    const { code, err } = await runCli(t, ["plugins", "test", join(testFolder(t), "nothing")]);
    assert.equal(code, 1);
    assert.deepEqual(err.split("\n"), [
      "error: no plugin-manifest.yaml",
      "error: README.md can't be read",
      "error: no plugin.ts or plugin.js",
      "",
    ]);
  });
});
