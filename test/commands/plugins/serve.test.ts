import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { callTool, context, initialize } from "../../framework/external/server/served.ts";
import { configFile, runCli, startCli, testFolder } from "../cli.ts";

const plugins = fileURLToPath(new URL("../../framework/external/server/", import.meta.url));
const main = fileURLToPath(new URL("../../../src/main.ts", import.meta.url));
const config = `plugin_dirs: [${plugins}]
plugins:
  - name: Demo
    kind: ${plugins}demo-plugin.ts
`;
const given = (op: string) => ({
  hook_type: "tool_pre_invoke",
  plugin_name: "Demo",
  payload: { name: "t", args: { op } },
  context,
});

/** Gives the command this input, to its end. */
async function overStdio(t: TestContext, input: string): Promise<{ out: string; err: string; code: number }> {
  const args = ["plugins", "serve", "--config", configFile(t, config), "--transport", "stdio"];
  const child = spawn(process.execPath, ["-C", "plugins-adapter-source", main, ...args], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { PATH: process.env.PATH },
  });
  t.after(() => child.kill("SIGKILL"));
  const texts = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    texts.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    texts.err += text;
  });
  child.stdin.on("error", () => {}).end(input);
  const [code] = (await once(child, "close")) as [number];
  return { ...texts, code };
}

const lines = (...messages: readonly object[]) =>
  messages.map((each) => `${JSON.stringify(each)}\n`).join("");

test("stdio: replies and nothing else on standard output, and an end with the input", async (t) => {
  const calls = [callTool(2, "invoke_hook", given("print")), callTool(3, "invoke_hook", given("deny"))];
  const { out, err, code } = await overStdio(t, `not json\n${lines(initialize, ...calls)}`);
  assert.equal(code, 0, err);
  const ids = out
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { id: number }).id);
  assert.deepEqual(ids.sort(), [1, 2, 3]);
  assert.match(err, /a plugin's own words/);
});

test("stdio: a message without an end is not kept for ever", async (t) => {
  const { code, err } = await overStdio(t, `{"jsonrpc":"${"x".repeat(5 * 1024 * 1024)}`);
  assert.equal(code, 0);
  assert.match(err, /could not be read/);
});

test("http: says where, serves, and ends with SIGTERM", async (t) => {
  const serving = startCli(t, ["plugins", "serve", "--config", configFile(t, config), "--port", "0"]);
  await serving.until("serving plugins");
  const address = /"address":"(127\.0\.0\.1:\d+)"/.exec(serving.err())?.[1];
  const health = await fetch(`http://${address}/health`);
  assert.deepEqual([health.status, await health.json()], [200, { status: "healthy" }]);
  assert.doesNotMatch(serving.err(), /anyone who reaches/);
  serving.signal("SIGTERM");
  assert.equal(await serving.exited, 0);
  assert.equal(serving.out(), "");
});

test("http: a call that is under way is answered before the end, and open streams don't hold it up", async (t) => {
  const serving = startCli(t, ["plugins", "serve", "--config", configFile(t, config), "--port", "0"]);
  await serving.until("serving plugins");
  const url = `http://${/"address":"(127\.0\.0\.1:\d+)"/.exec(serving.err())?.[1]}/mcp`;
  const headers = { accept: "application/json, text/event-stream", "content-type": "application/json" };
  const post = (message: object, more: object = {}) =>
    fetch(url, { method: "POST", headers: { ...headers, ...more }, body: JSON.stringify(message) });
  const begun = await post(initialize);
  await begun.text();
  const session = { "mcp-session-id": begun.headers.get("mcp-session-id") ?? "" };
  const stream = await fetch(url, { headers: { ...headers, ...session } });
  assert.equal(stream.status, 200);
  const reply = post(callTool(2, "invoke_hook", given("slow")), session);
  await serving.until("slow has begun");
  serving.signal("SIGTERM");
  assert.match(await (await reply).text(), /continue_processing/);
  assert.equal(await stream.text(), "");
  assert.equal(await serving.exited, 0);
});

test("stdio: a call that is under way when the input ends is answered", async (t) => {
  const { out, code } = await overStdio(t, lines(initialize, callTool(2, "invoke_hook", given("slow"))));
  assert.equal(code, 0);
  assert.match(out, /continue_processing/);
});

test("this adapter's own client: a served plugin's deny denies", async (t) => {
  const cmd = [process.execPath, "-C", "plugins-adapter-source", main, "plugins", "serve"];
  const env = { PLUGINS_CONFIG_PATH: configFile(t, config) };
  const mcp = JSON.stringify({
    proto: "STDIO",
    cmd,
    env,
    cwd: fileURLToPath(new URL("../../../", import.meta.url)),
  });
  const client = `plugins: [{ name: Demo, kind: external, mcp: ${mcp} }]\nadapter: {}\n`;
  const params = { name: "t", arguments: { op: "deny" } };
  const call = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params });
  const args = [
    "explain",
    "--config",
    configFile(t, client),
    "--file",
    configFile(t, call, "call.json"),
    "--json",
  ];
  const { out, err } = await runCli(t, args);
  const { plugins: runs } = JSON.parse(out || "{}") as {
    plugins: { verdict: string; violation: { code: string } }[];
  };
  assert.deepEqual(
    runs.map(({ verdict, violation }) => [verdict, violation.code]),
    [["deny", "OP_DENIED"]],
    err,
  );
});

test("a unix socket, named as ContextForge's runtime has it", async (t) => {
  const socket = join(testFolder(t), "s");
  const env = {
    PLUGINS_CONFIG_PATH: configFile(t, config),
    PLUGINS_TRANSPORT: "http",
    PLUGINS_SERVER_UDS: socket,
  };
  const serving = startCli(t, ["plugins", "serve"], { env });
  await serving.until("serving plugins");
  const client = connect(socket);
  await once(client, "connect");
  client.destroy();
  serving.signal("SIGTERM");
  assert.equal(await serving.exited, 0);
});

test("an address that others reach, without a token: a warning", async (t) => {
  const args = ["plugins", "serve", "--config", configFile(t, config), "--host", "0.0.0.0", "--port", "0"];
  await startCli(t, args).until("anyone who reaches this address can call the plugins");
});

const refused: readonly (readonly [string, string, Record<string, string>, RegExp])[] = [
  ["plugins switched off", config, { PLUGINS_ENABLED: "false" }, /nothing to serve/],
  ["a plugin that is not there", "plugins: [{ name: x, kind: ./none.ts }]", {}, /none\.ts/],
  [
    "TLS",
    `${config}server_settings: { tls: { certfile: c } }`,
    { PLUGINS_TRANSPORT: "http" },
    /server_settings\.tls: .*TLS/,
  ],
];
for (const [name, text, env, message] of refused) {
  test(`${name}: not started`, async (t) => {
    const { code, err } = await runCli(t, ["plugins", "serve", "--config", configFile(t, text)], { env });
    assert.equal(code, 1);
    assert.match(err, message);
  });
}

test("an address in use is named", async (t) => {
  const path = configFile(t, config);
  const first = startCli(t, ["plugins", "serve", "--config", path, "--port", "0"]);
  await first.until("serving plugins");
  const port = /"address":"127\.0\.0\.1:(\d+)"/.exec(first.err())?.[1] ?? "";
  const { code, err } = await runCli(t, ["plugins", "serve", "--config", path, "--port", port]);
  assert.equal(code, 1);
  assert.match(
    err,
    /the plugin server address 127\.0\.0\.1:\d+ is in use by another process; choose another with --port or --uds/,
  );
});
