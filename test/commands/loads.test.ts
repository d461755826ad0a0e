/** What each command loads before it works: a start must not pay for what it does not use. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { configFile, runCli, startCli, testFolder } from "./cli.ts";
import { builtinsIn, packagesIn } from "./loaded-packages.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const listing = [
  process.execPath,
  "-C",
  "plugins-adapter-source",
  "--import",
  fileURLToPath(new URL("loaded-packages.ts", import.meta.url)),
  `${root}src/main.ts`,
];

for (const args of [
  ["--version"],
  ["--help"],
  ...["serve", "validate", "explain", "replay", "envoy-config", "demo"].map((name) => [name, "--help"]),
  ...["list", "info", "new", "test", "serve"].map((name) => ["plugins", name, "--help"]),
  ["audit", "verify", "--help"],
]) {
  test(`${args.join(" ")} loads no package`, async (t) => {
    const { code, err } = await runCli(t, args, { program: listing });
    assert.equal(code, 0, err);
    assert.deepEqual(packagesIn(err), []);
  });
}

test("serve with built-in plugins loads no client, no protobuf runtime and no server of another protocol", async (t) => {
  const folder = testFolder(t);
  const config = `plugins:
  - { name: p, kind: pii_filter, hooks: [tool_pre_invoke] }
  - { name: d, kind: deny_filter, hooks: [tool_pre_invoke], config: { words: [x] } }
`;
  const cli = startCli(
    t,
    [
      "serve",
      ...[
        "--config",
        configFile(t, config),
        "--listen",
        `${folder}/a.sock`,
        "--management",
        `${folder}/m.sock`,
      ],
    ],
    { program: listing },
  );
  await cli.until('"serving"');
  cli.signal("SIGTERM");
  assert.equal(await cli.exited, 0);
  const loaded = packagesIn(cli.err());
  assert.ok(loaded.includes("@grpc/grpc-js") && loaded.includes("zod"), loaded.join());
  const spared = ["@modelcontextprotocol/sdk", "@redis/client", "@grpc/reflection", "grpc-health-check"];
  for (const name of [...spared, "protobufjs", "ws", "ajv", "hono", "express"])
    assert.ok(!loaded.includes(name), `${name} is loaded`);
});

test("serve loads of the built-in plugins those that an entry names, by whichever name", async (t) => {
  const folder = testFolder(t);
  const config = `plugins:
  - { name: d, kind: plugins.deny_filter.deny.DenyListPlugin, hooks: [tool_pre_invoke], config: { words: [x] } }
`;
  const sockets = ["--listen", `${folder}/a.sock`, "--management", `${folder}/m.sock`];
  const cli = startCli(t, ["serve", "--config", configFile(t, config), ...sockets], { program: listing });
  await cli.until('"serving"');
  cli.signal("SIGTERM");
  assert.equal(await cli.exited, 0);
  assert.deepEqual(builtinsIn(cli.err()), ["deny_filter"]);
});
