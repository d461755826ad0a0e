/**
 * The package as `npm pack` makes it, compiled from these sources, in a folder where it is installed: with the packages
 * that it depends on and no others.
 *
 *   const folder = installedIn(t);   // has node_modules/plugins-adapter and node_modules/.bin/plugins-adapter
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

export function installedIn(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-installed-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const stage = join(folder, "stage");
  const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  run(
    root,
    process.execPath,
    `${root}node_modules/typescript/bin/tsc`,
    "-p",
    "tsconfig.build.json",
    "--outDir",
    join(stage, "dist"),
  );
  for (const name of [
    "package.json",
    "plugins",
    "proto",
    "envoy",
    "docs",
    "profiles",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
  ]) {
    cpSync(root + name, join(stage, name), { recursive: true });
  }
  const packed = run(
    stage,
    "npm",
    "pack",
    "--ignore-scripts",
    "--silent",
    "--pack-destination",
    folder,
  ).trim();
  rmSync(stage, { recursive: true });
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, ".bin"), { recursive: true });
  run(modules, "tar", "-xzf", join(folder, packed));
  cpSync(join(modules, "package"), join(modules, "plugins-adapter"), { recursive: true });
  rmSync(join(modules, "package"), { recursive: true });
  symlinkSync(`../plugins-adapter/${manifest.bin["plugins-adapter"]}`, join(modules, ".bin/plugins-adapter"));
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(`${root}node_modules/${name}`, join(modules, name));
  }
  return folder;
}

function run(cwd: string, program: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: "utf8" });
  assert.equal(status, 0, `${program} ${args.join(" ")}: ${error ?? ""}${stdout}${stderr}`);
  return stdout;
}
