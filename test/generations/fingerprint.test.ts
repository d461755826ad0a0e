import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fingerprintOf } from "../../src/generations/fingerprint.ts";

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-fingerprint-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const changes: readonly [what: string, same: boolean, change: (folder: string) => void][] = [
  ["nothing", true, () => {}],
  ["a touch", true, (folder) => utimesSync(join(folder, "a.yaml"), 1, 1)],
  ["the same text again", true, (folder) => writeFileSync(join(folder, "a.yaml"), "a: 1\n")],
  ["a file of another kind", true, (folder) => writeFileSync(join(folder, "notes.txt"), "x")],
  ["a text of the same length", false, (folder) => writeFileSync(join(folder, "a.yaml"), "a: 2\n")],
  ["a new file", false, (folder) => writeFileSync(join(folder, "b.yaml"), "")],
  ["another name", false, (folder) => renameSync(join(folder, "a.yaml"), join(folder, "b.yaml"))],
  ["no file", false, (folder) => rmSync(join(folder, "a.yaml"))],
];
for (const [what, same, change] of changes) {
  test(`${what}: ${same ? "the same" : "another"}`, async (t) => {
    const folder = folderOf(t);
    writeFileSync(join(folder, "a.yaml"), "a: 1\n");
    const before = await fingerprintOf([folder]);
    change(folder);
    assert.equal((await fingerprintOf([folder])) === before, same);
  });
}

test("a ConfigMap's new version, by its folder and by its file", async (t) => {
  const folder = folderOf(t);
  for (const version of ["..1", "..2"]) {
    mkdirSync(join(folder, version));
    writeFileSync(join(folder, version, "config.yaml"), `version: ${version}\n`);
  }
  symlinkSync("..1", join(folder, "..data"));
  symlinkSync("..data/config.yaml", join(folder, "config.yaml"));
  const both = () => Promise.all([[folder], [join(folder, "config.yaml")]].map(fingerprintOf));
  const before = await both();
  symlinkSync("..2", join(folder, "..data_tmp"));
  renameSync(join(folder, "..data_tmp"), join(folder, "..data"));
  const after = await both();
  assert.ok(before.every((each, index) => each !== after[index]));
});

test("what cannot be read is a state as well", async (t) => {
  const folder = folderOf(t);
  const missing = await fingerprintOf([join(folder, "a.yaml")]);
  assert.equal(await fingerprintOf([join(folder, "a.yaml")]), missing);
  writeFileSync(join(folder, "a.yaml"), "");
  assert.notEqual(await fingerprintOf([join(folder, "a.yaml")]), missing);
});
