import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { readSources } from "../../../src/framework/config/files.ts";
import { loadConfig } from "../../../src/framework/config/load.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "config-files-"));
});
after(() => rm(folder, { recursive: true }));

test("a directory gives its YAML files by name, as a Kubernetes mount lays them out", async () => {
  const mount = join(folder, "mount");
  await mkdir(join(mount, "..2026_01_01"), { recursive: true });
  await symlink("..2026_01_01", join(mount, "..data"));
  await writeFile(join(mount, "..2026_01_01", "b.yaml"), "b");
  await writeFile(join(mount, "..2026_01_01", "a.yml"), "a");
  await symlink("..data/b.yaml", join(mount, "b.yaml"));
  await symlink("..data/a.yml", join(mount, "a.yml"));
  await writeFile(join(mount, ".hidden.yaml"), "h");
  await writeFile(join(mount, "notes.txt"), "n");
  const { files, problems } = await readSources([mount]);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    files.map(({ file, text }) => [basename(file), text]),
    [
      ["a.yml", "a"],
      ["b.yaml", "b"],
    ],
  );
});

test("what cannot be read is a problem: never an empty configuration", async () => {
  const empty = join(folder, "empty");
  await mkdir(join(empty, "sub.yaml"), { recursive: true });
  await mkdir(join(folder, "none"));
  const latin = join(folder, "latin.yaml");
  await writeFile(latin, Buffer.from([0x61, 0x3a, 0xe9]));
  const large = join(folder, "large.yaml");
  await writeFile(large, Buffer.alloc(4_194_305, 0x20));
  const { files, problems } = await readSources([
    join(folder, "absent.yaml"),
    join(folder, "none"),
    empty,
    latin,
    large,
  ]);
  assert.deepEqual(files, []);
  assert.deepEqual(
    problems.map(({ file, found }) => [basename(file), found]),
    [
      ["absent.yaml", "no such file or directory"],
      ["none", "no .yaml or .yml file in it"],
      ["sub.yaml", "a directory"],
      ["latin.yaml", "bytes that are not UTF-8"],
      ["large.yaml", "more than 4194304 bytes"],
    ],
  );
  assert.equal((await readSources([])).problems.length, 1);
});

test("a missing file fails the load, and what else is wrong is reported with it", async () => {
  const bad = join(folder, "bad.yaml");
  await writeFile(bad, "plugins: []\nfoo: 1\n");
  const loading = await loadConfig({
    paths: [join(folder, "absent.yaml"), bad],
    environment: {},
    sections: {},
  });
  assert.ok(!loading.ok);
  assert.deepEqual(
    loading.problems.map(({ file, line }) => [basename(file), line]),
    [
      ["absent.yaml", 0],
      ["bad.yaml", 2],
    ],
  );
});

test("a byte order mark is no problem, and a file named twice is read once", async () => {
  const file = join(folder, "mark.yaml");
  await writeFile(file, "\ufeffplugins:\n  - {name: a, kind: k}\n");
  const loading = await loadConfig({ paths: [file, file], environment: {}, sections: {} });
  assert.ok(loading.ok);
  assert.equal(loading.config.plugins.length, 1);
});
