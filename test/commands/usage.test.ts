import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runCli, testFolder } from "./cli.ts";

const commands = ["serve", "validate", "explain", "replay", "envoy-config", "plugins", "demo"];
const withOptions = [
  ...commands.filter((name) => name !== "plugins"),
  "plugins list",
  "plugins info",
  "plugins new",
  "plugins test",
  "plugins serve",
];

for (const word of ["help", "--help", "-h"]) {
  test(`${word}: every command, on standard output`, async (t) => {
    const { code, out, err } = await runCli(t, [word]);
    assert.equal(code, 0);
    assert.equal(err, "");
    for (const command of commands) assert.match(out, new RegExp(`^ {2}${command} {2,}\\S`, "m"));
  });
}

test("--version: that of the package", async (t) => {
  const { version } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
  const { code, out } = await runCli(t, ["--version"]);
  assert.deepEqual([code, out], [0, `${version}\n`]);
});

test("a command that waits for what never comes is no success", async (t) => {
  const folder = join(testFolder(t), "waiting");
  assert.equal((await runCli(t, ["plugins", "new", folder])).code, 0);
  writeFileSync(join(folder, "plugin.ts"), "await new Promise(() => {});\nexport default 1;\n");
  const { code, err } = await runCli(t, ["plugins", "info", folder]);
  assert.equal(code, 1);
  assert.match(err, /waits for what never comes/);
});

test("no command: the usage, and exit code 2", async (t) => {
  const { code, out } = await runCli(t, []);
  assert.equal(code, 2);
  assert.match(out, /^usage: plugins-adapter <command>/);
});

test("an unknown command is named, with those there are, and exit code 2", async (t) => {
  const { code, out, err } = await runCli(t, ["srve"]);
  assert.equal(code, 2);
  assert.equal(out, "");
  assert.match(err, /^plugins-adapter: no command "srve"\n\nusage:/);
});

for (const command of withOptions) {
  test(`${command} --help tells its options; an option it does not have is exit code 2`, async (t) => {
    const help = await runCli(t, [...command.split(" "), "--help"]);
    assert.equal(help.code, 0);
    assert.match(help.out, new RegExp(`^usage: plugins-adapter ${command} .*\\n[^]*^ {2}--`, "m"));
    const wrong = await runCli(t, [...command.split(" "), "--nonsense"]);
    assert.equal(wrong.code, 2);
    assert.equal(wrong.out, "");
    assert.match(
      wrong.err,
      new RegExp(`^plugins-adapter ${command}: .*nonsense.*\\n\\nusage: plugins-adapter ${command}`),
    );
  });
}

test("a positional argument that nobody asked for is exit code 2", async (t) => {
  const { code, err } = await runCli(t, ["serve", "config.yaml"]);
  assert.equal(code, 2);
  assert.match(err, /^plugins-adapter serve: .*config\.yaml/);
});

test("plugins --help tells its commands; without one, or with one that it has not got, it is exit code 2", async (t) => {
  const help = await runCli(t, ["plugins", "--help"]);
  assert.equal(help.code, 0);
  assert.match(help.out, /^ {2}serve {2,}\S/m);
  const none = await runCli(t, ["plugins"]);
  assert.equal(none.code, 2);
  const wrong = await runCli(t, ["plugins", "srve"]);
  assert.equal(wrong.code, 2);
  assert.match(
    wrong.err,
    /^plugins-adapter plugins: no command "srve"\n\nusage: plugins-adapter plugins <command>/,
  );
});
