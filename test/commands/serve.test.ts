import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type net from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { configFile, runCli, startCli, testFolder } from "./cli.ts";

const words = (word: string) => `plugins:
  - name: Words
    kind: deny_filter
    hooks: [tool_pre_invoke]
    mode: enforce
    config: { words: [${word}] }
`;
const good = `${words("secret")}adapter: {}\n`;
const anywhere = ["--listen", "127.0.0.1:0", "--management", "127.0.0.1:0"];

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  test(`says where it serves, and ends with 0 at ${signal}`, async (t) => {
    const serving = startCli(t, ["serve", "--config", configFile(t, good), ...anywhere]);
    await serving.until('"serving"');
    const line =
      serving
        .err()
        .split("\n")
        .find((each) => each.includes('"serving"')) ?? "";
    const { listen, plugins } = JSON.parse(line) as { listen: string; plugins: number };
    assert.match(listen, /^127\.0\.0\.1:[1-9]\d*$/);
    assert.equal(plugins, 1);
    serving.signal(signal);
    assert.equal(await serving.exited, 0);
    assert.equal(serving.out(), "");
    assert.match(serving.err(), /"stopped"/);
  });
}

test("takes plugins/config.yaml of the folder it is started in; flags win over the file", async (t) => {
  const folder = testFolder(t);
  mkdirSync(join(folder, "plugins"));
  writeFileSync(
    join(folder, "plugins/config.yaml"),
    `${words("secret")}adapter: { listen: { address: "127.0.0.1:1" } }\n`,
  );
  const flags = ["--listen", "./adapter.sock", "--management", "127.0.0.1:0"];
  const serving = startCli(t, ["serve", ...flags], { cwd: folder });
  await serving.until('"serving"');
  assert.ok(existsSync(join(folder, "adapter.sock")));
  serving.signal("SIGTERM");
  assert.equal(await serving.exited, 0);
  assert.ok(!existsSync(join(folder, "adapter.sock")));
});

/** A program that listens already; resolves to its port. */
function occupied(t: TestContext): Promise<number> {
  const other = createServer();
  t.after(() => other.close());
  return new Promise((resolve) => {
    other.listen(0, "127.0.0.1", () => resolve((other.address() as net.AddressInfo).port));
  });
}

test("a port in use: one sentence that names it, exit code 1", async (t) => {
  const port = await occupied(t);
  const config = configFile(t, good);
  const grpc = await runCli(t, ["serve", "--config", config, ...anywhere, "--listen", `127.0.0.1:${port}`]);
  assert.equal(grpc.code, 1);
  assert.equal(
    grpc.err,
    `error: cannot listen on 127.0.0.1:${port}: the address is in use by another process\n`,
  );
  const http = await runCli(t, [
    "serve",
    "--config",
    config,
    ...anywhere,
    "--management",
    `127.0.0.1:${port}`,
  ]);
  assert.equal(http.code, 1);
  assert.match(
    http.err,
    new RegExp(`^error: the management address 127\\.0\\.0\\.1:${port} is in use by another process`),
  );
  assert.equal(http.err.trimEnd().split("\n").length, 1);
});

const notStarted: readonly { name: string; config: string; args?: string[]; says: RegExp }[] = [
  {
    name: "an address that others reach, in plaintext",
    config: `${words("a")}adapter: { listen: { address: "0.0.0.0:50052" } }\n`,
    says: /adapter\.listen\.address: .*mTLS/,
  },
  {
    name: "an address that others reach, with TLS but no client certificates",
    config: `${words("a")}adapter: { listen: { address: "[::]:50052", tls: { cert_file: a.pem, key_file: a.key } } }\n`,
    says: /adapter\.listen\.address: .*mTLS/,
  },
  {
    name: "the same by flag",
    config: good,
    args: ["--listen", "0.0.0.0:50052"],
    says: /^error: --listen: .*mTLS/m,
  },
  {
    name: "a TLS file that is not there",
    config: `${words("a")}adapter: { listen: { tls: { cert_file: /nowhere.pem, key_file: /nowhere.key } } }\n`,
    says: /the TLS file \/nowhere\.pem can't be read/,
  },
  { name: "no such log level", config: good, args: ["--log-level", "loud"], says: /--log-level: .*"loud"/ },
  { name: "no such compatibility", config: good, args: ["--compat", "old"], says: /--compat: .*"old"/ },
  { name: "no address", config: good, args: ["--listen", "here"], says: /--listen: .*"here"/ },
  {
    name: "a plugin that is not there",
    config: good.replace("deny_filter", "./nowhere.ts"),
    says: /plugins\[0\]\.kind: .*nowhere\.ts/,
  },
  { name: "a plugin that refuses its config", config: words("''"), says: /plugins\[0\]\.config\.words/ },
];
for (const { name, config, args = [], says } of notStarted) {
  test(`not started: ${name}`, async (t) => {
    const flags = ["--config", configFile(t, config), "--management", "127.0.0.1:0", ...args];
    const { code, err } = await runCli(t, ["serve", ...flags]);
    assert.equal(code, 1);
    assert.match(err, says);
    assert.doesNotMatch(err, /"serving"|^ +at /m);
  });
}

test("--env-file fills the configuration in, and what the process has wins", async (t) => {
  const config = configFile(
    t,
    `${words("${WORD}")}adapter: { listen: { address: "${"${ADAPTER_ADDRESS}"}" } }\n`,
  );
  const envFile = configFile(
    t,
    `PLUGIN_CONFIG_FILE=${config}\nWORD=secret\nADAPTER_ADDRESS=0.0.0.0:1\n`,
    "adapter.env",
  );
  const args = ["serve", "--env-file", envFile, "--management", "127.0.0.1:0"];
  const refused = await runCli(t, args);
  assert.equal(refused.code, 1);
  assert.match(refused.err, /adapter\.listen\.address: .*mTLS/);
  const serving = startCli(t, args, { env: { ADAPTER_ADDRESS: "127.0.0.1:0" } });
  await serving.until('"serving"');
});

test("--env-file that is not there: not started, and it is named", async (t) => {
  const { code, err } = await runCli(t, [
    "serve",
    "--config",
    configFile(t, good),
    "--env-file",
    "/nowhere.env",
  ]);
  assert.notEqual(code, 0);
  assert.match(err, /\/nowhere\.env/);
});
