import assert from "node:assert/strict";
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { ask } from "../management/server-of.ts";
import { type Cli, startCli, testFolder } from "./cli.ts";

const token = "a-token-of-a-test";
const plugin = (name: string) => `{name: ${name}, kind: deny_filter, config: {words: [x]}}`;
const configOf = (
  name: string,
  reload = "{debounce_ms: 10, poll_seconds: 0.2}",
) => `plugins: [${plugin(name)}]
plugin_settings: {enable_plugin_api: true}
adapter: {management: {token: ${token}}, reload: ${reload}}
`;

async function serving(t: TestContext, folder: string, ...args: string[]) {
  const where = ["--listen", join(folder, "a.sock"), "--management", join(folder, "m.sock")];
  const cli = startCli(t, ["serve", ...where, ...args], { cwd: folder });
  await cli.until('"serving"');
  const request = async (method: string, path: string, body?: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const { status, text } = await ask({ socketPath: join(folder, "m.sock") }, method, path, headers, body);
    return { status, body: JSON.parse(text) };
  };
  const names = async () =>
    (await request("GET", "/plugins")).body.plugins.map(({ name }: { name: string }) => name);
  return { cli, request, names };
}

/** Waits for the generation of this number. */
const taken = (cli: Cli, number: number) => cli.until(`"generation":${number},"plugins"`);

test("a ConfigMap's new version is taken: its links are swapped, by folder and by file", async (t) => {
  for (const path of [".", "config.yaml"]) {
    const folder = testFolder(t);
    const mount = join(folder, "mount");
    for (const [version, name] of [
      ["..1", "first"],
      ["..2", "second"],
      ["..3", "third"],
    ] as const) {
      mkdirSync(join(mount, version), { recursive: true });
      writeFileSync(join(mount, version, "config.yaml"), configOf(name));
    }
    const swap = (version: string) => {
      symlinkSync(version, join(mount, "..data_tmp"));
      renameSync(join(mount, "..data_tmp"), join(mount, "..data"));
    };
    swap("..1");
    symlinkSync("..data/config.yaml", join(mount, "config.yaml"));
    const { cli, names } = await serving(t, folder, "--config", join(mount, path));
    assert.deepEqual(await names(), ["first"]);
    swap("..2");
    rmSync(join(mount, "..1"), { recursive: true });
    await taken(cli, 2);
    assert.deepEqual(await names(), ["second"]);
    swap("..3");
    await taken(cli, 3);
    assert.deepEqual(await names(), ["third"]);
  }
});

test("a file that is written in place, one more in a folder, and the environment file", async (t) => {
  const folder = testFolder(t);
  mkdirSync(join(folder, "c"));
  writeFileSync(join(folder, "c/a.yaml"), configOf("a"));
  writeFileSync(join(folder, "x.env"), "NAME=b\n");
  const { cli, names } = await serving(t, folder, "--config", "c", "--env-file", "x.env");
  writeFileSync(join(folder, "c/a.yaml"), configOf("a2"));
  await taken(cli, 2);
  writeFileSync(join(folder, "c/b.yaml"), `plugins: [${plugin("${NAME}")}]\n`);
  await taken(cli, 3);
  assert.deepEqual(await names(), ["a2", "b"]);
  writeFileSync(join(folder, "x.env"), "NAME=c\n");
  await taken(cli, 4);
  assert.deepEqual(await names(), ["a2", "c"]);
});

test("SIGHUP reads the configuration again, also when files are not watched", async (t) => {
  const folder = testFolder(t);
  const write = (name: string) => writeFileSync(join(folder, "c.yaml"), configOf(name, "{watch: false}"));
  write("a");
  const { cli, names } = await serving(t, folder, "--config", "c.yaml");
  write("b");
  assert.deepEqual(await names(), ["a"]);
  cli.signal("SIGHUP");
  await taken(cli, 2);
  assert.deepEqual(await names(), ["b"]);
  assert.match(cli.err(), /"reason":"signal"/);
  cli.signal("SIGTERM");
  assert.equal(await cli.exited, 0);
});

test("a folder that loses its files keeps what runs", async (t) => {
  const folder = testFolder(t);
  mkdirSync(join(folder, "c"));
  writeFileSync(join(folder, "c/a.yaml"), configOf("a"));
  const { cli, names, request } = await serving(t, folder, "--config", "c");
  rmSync(join(folder, "c"), { recursive: true });
  await cli.until("configuration refused");
  assert.deepEqual(await names(), ["a"]);
  mkdirSync(join(folder, "c"));
  writeFileSync(join(folder, "c/a.yaml"), configOf("b"));
  await taken(cli, 2);
  assert.equal((await request("GET", "/readyz")).body.config.refused, undefined);
});

test("what acts only after a restart is said, the token acts at once", async (t) => {
  const folder = testFolder(t);
  writeFileSync(join(folder, "c.yaml"), configOf("a", "{watch: false}"));
  const { cli, request } = await serving(t, folder, "--config", "c.yaml");
  writeFileSync(join(folder, "c.yaml"), configOf("a", "{watch: true}").replace(token, "another-token-of-it"));
  const { status, body } = await request("POST", "/reload");
  assert.equal(status, 200);
  assert.deepEqual(body, { reloaded: true, generation: 2, restart_needed: ["adapter.reload.watch"] });
  assert.equal((await request("POST", "/reload")).status, 401);
  assert.deepEqual((await request("GET", "/readyz")).body.config.restart_needed, ["adapter.reload.watch"]);
  assert.match(cli.err(), /"settings":\["adapter\.reload\.watch"\]/);
});

test("a plugin is switched off and on, made anew and given another mode; a reload ends that", async (t) => {
  const folder = testFolder(t);
  writeFileSync(
    join(folder, "c.yaml"),
    configOf("a", "{watch: false}").replace(
      "plugins: [",
      `plugins: [{name: idle, kind: pii_filter, mode: disabled}, `,
    ),
  );
  const { request } = await serving(t, folder, "--config", "c.yaml");
  const modes = async () =>
    (await request("GET", "/plugins")).body.plugins.map(({ name, mode, status }: Record<string, string>) =>
      [name, mode, status].join(" "),
    );
  const put = (name: string, mode: string) => request("PUT", `/plugins/${name}`, JSON.stringify({ mode }));
  assert.deepEqual((await put("a", "audit")).body, { plugin: "a", mode: "audit" });
  assert.deepEqual((await put("idle", "enforce")).body, { plugin: "idle", mode: "enforce" });
  assert.deepEqual(await modes(), ["idle enforce enabled", "a audit enabled"]);
  assert.equal((await put("a", "disabled")).status, 200);
  assert.deepEqual(await modes(), ["idle enforce enabled", "a disabled disabled"]);
  assert.equal((await request("POST", "/plugins/reload/a")).status, 422);
  assert.equal((await request("POST", "/plugins/reload/idle")).status, 200);
  assert.equal((await request("POST", "/plugins/switch-on/idle")).status, 200);
  assert.equal((await put("nobody", "audit")).status, 404);
  assert.equal((await request("POST", "/reload")).status, 200);
  assert.deepEqual(await modes(), ["a enforce enabled", "idle disabled disabled"]);
});
