/** The commands that run plugins, with plugins that are not in their own process: external ones and isolated ones. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { startHttpServer } from "../framework/external/http-server.ts";
import { stdioServer } from "../framework/external/open.ts";
import { freePort } from "../integration/parts/adapter.ts";
import { configFile, runCli } from "./cli.ts";

type Place = { readonly name: string; readonly entry: (t: TestContext) => Promise<object> };

const hooks = ["tool_pre_invoke"];
const node = [process.execPath, "-C", "plugins-adapter-source"];
const external = (mcp: object) => ({ name: "Demo", kind: "external", mode: "enforce", hooks, mcp });
const over = (port: number) => ({ proto: "STREAMABLEHTTP", url: `http://localhost:${port}/mcp` });
const isolated = (plugin: string) => ({ name: "Demo", kind: "isolated", hooks, config: { plugin } });

/** Does in a process of its own what the fake server does for `deny` and `exit`. */
const module = `export default () => ({
  tool_pre_invoke({ args }) {
    if (args.op === "exit") process.exit(3);
    if (args.op !== "deny") return;
    return { continue_processing: false, violation: { reason: "no", description: "denied op", code: "OP_DENIED" } };
  },
});
`;

const places: readonly Place[] = [
  { name: "external, stdio", entry: async () => external({ proto: "STDIO", cmd: [...node, stdioServer] }) },
  {
    name: "external, HTTP",
    async entry(t) {
      const server = await startHttpServer({
        // It lives in this process: it goes away instead of ending, and never gets to the end of the call.
        called: ({ payload }) =>
          payload.args["op"] === "exit" ? server.close().then(() => new Promise(() => {})) : undefined,
      });
      t.after(() => server.close());
      return external(over(server.port));
    },
  },
  { name: "isolated", entry: async () => isolated("./plugin.mjs") },
];

/** `all`: with every command. They start plugins alike. */
const unusable: readonly (Place & { readonly says: RegExp; readonly all?: boolean })[] = [
  {
    name: "external, stdio, no such program",
    entry: async () => external({ proto: "STDIO", cmd: ["/nowhere/server"], reconnect_delay: 0.01 }),
    says: /^error: \S+config\.yaml:1:\d+: plugins\[0\]\.mcp: its server cannot be used: .*ENOENT\n/m,
  },
  {
    name: "external, HTTP, nobody there",
    all: true,
    entry: async () => external({ ...over(await freePort()), reconnect_delay: 0.01 }),
    says: /^error: \S+config\.yaml:1:\d+: plugins\[0\]\.mcp: its server cannot be used: .*ECONNREFUSED\n/m,
  },
  {
    name: "isolated, no such module",
    entry: async () => isolated("./none.mjs"),
    says: /^error: \S+config\.yaml:1:\d+: plugins\[0\]\.config\.plugin: .*no such file/m,
  },
  {
    name: "isolated, a module that ends its process",
    entry: async () => isolated("./ends.mjs"),
    says: /^error: \S+config\.yaml:1:\d+: plugins\[0\]\S*: .*ended/m,
  },
];

const call = (op: string) => ({
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: { name: "t", arguments: { op } },
});

async function configured(t: TestContext, place: Place): Promise<string> {
  const file = configFile(t, JSON.stringify({ plugins: [await place.entry(t)], adapter: {} }));
  writeFileSync(join(dirname(file), "plugin.mjs"), module);
  writeFileSync(join(dirname(file), "ends.mjs"), "process.exit(3);\n");
  return file;
}

const explain = (t: TestContext, config: string, op: string) =>
  runCli(t, ["explain", "--config", config, "--file", configFile(t, JSON.stringify(call(op)), "call.json")]);

function replay(t: TestContext, config: string, ...args: string[]) {
  const lines = ["fine", "deny", "fine"].map((op) => JSON.stringify({ request: { body: call(op) } }));
  const file = configFile(t, lines.join("\n"), "recording.jsonl");
  return runCli(t, ["replay", "--config", config, "--file", file, ...args]);
}

for (const place of places) {
  describe(place.name, () => {
    test("explain tells what it says, and what becomes of a message that ends it", async (t) => {
      const config = await configured(t, place);
      const denied = await explain(t, config, "deny");
      assert.equal(denied.code, 3, denied.err);
      assert.match(denied.out, /1\. Demo \(enforce, priority \d+\): denies, OP_DENIED: no -- denied op, /);
      const ended = await explain(t, config, "exit");
      assert.equal(ended.code, 3, ended.err);
      assert.match(ended.out, /1\. Demo \(enforce, priority \d+\): fails, PLUGIN_ERROR: /);
    });

    test("replay counts what it does, plugins list shows it", async (t) => {
      const config = await configured(t, place);
      const replayed = await replay(t, config);
      assert.equal(replayed.code, 0, replayed.err);
      assert.match(replayed.out, /^3 exchanges\n {2}request {3}2 allowed, 0 modified, 1 denied\n/);
      assert.match(replayed.out, /plugin Demo: 3 runs, 0 edits, 1 denials, 0 recorded only, 0 failures\n/);
      const listed = await runCli(t, ["plugins", "list", "--config", config, "--json"]);
      assert.equal(listed.code, 0, listed.err);
      const [{ name, kind, hooks: shown }] = JSON.parse(listed.out).configured;
      assert.deepEqual([name, kind, shown], ["Demo", place.name.split(",")[0], hooks]);
    });
  });
}

test("a hook that an external plugin does not have at its server is told before anything is asked", async (t) => {
  const entry = {
    ...external({ proto: "STDIO", cmd: [...node, stdioServer] }),
    hooks: [...hooks, "tool_list"],
  };
  const config = configFile(t, JSON.stringify({ plugins: [entry], adapter: {} }));
  const { code, out, err } = await runCli(t, ["validate", "--config", config]);
  assert.equal(code, 0, err);
  assert.match(
    out + err,
    /^warning: \S+config\.yaml:1:\d+: plugins\[0\]\.hooks: its server does not have the plugin on tool_list: /m,
  );
});

const more = (t: TestContext, config: string) => [
  replay(t, configFile(t, "plugins: []\nadapter: {}\n"), "--against", config),
  runCli(t, ["plugins", "list", "--config", config]),
];

for (const { says, all = false, ...place } of unusable) {
  test(`${place.name}: no verdict, and the reason`, async (t) => {
    const config = await configured(t, place);
    const runs = await Promise.all([explain(t, config, "fine"), ...(all ? more(t, config) : [])]);
    for (const { code, out, err } of runs) {
      assert.deepEqual([code, out], [1, ""], err);
      assert.match(err, says);
    }
  });
}
