import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import { makePrivateFolder, removeLeftFolders } from "../../../src/framework/python/private-folder.ts";

test("folders of adapters that run no more are removed, and nothing else", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-test-"));
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
  t.after(() => {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    rmSync(folder, { recursive: true });
  });
  const { pid: dead } = spawnSync(process.execPath, ["-e", ""]);
  const own = basename(await makePrivateFolder());
  const [, space] = /^plugins-adapter-python-(\d+)-/.exec(own) ?? [];
  assert.ok(space !== undefined, own);
  const make = (name: string) => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "config.yaml"), "{}");
    return name;
  };
  const left = make(`plugins-adapter-python-${space}-${dead}-abcdef`);
  chmodSync(join(folder, left), 0o700);
  const target = make("elsewhere");
  symlinkSync(join(folder, target), join(folder, `plugins-adapter-python-${space}-${dead}-linked`));
  const kept = [
    own,
    target,
    `plugins-adapter-python-${space}-${dead}-linked`,
    make(`plugins-adapter-python-${space}-${process.ppid}-abcdef`),
    make(`plugins-adapter-python-1${space}-${dead}-abcdef`),
    make(`plugins-adapter-python-${space}-${dead}`),
    make(`plugins-adapter-python-${space}-0-abcdef`),
    make(`plugins-adapter-python-${space}--1-abcdef`),
    make("plugins-adapter-python-abcdef"),
  ];
  await removeLeftFolders();
  assert.deepEqual(readdirSync(folder).toSorted(), kept.toSorted());
  assert.deepEqual(readdirSync(join(folder, target)), ["config.yaml"]);
});
