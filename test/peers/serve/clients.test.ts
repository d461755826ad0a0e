import assert from "node:assert/strict";
import { createServer } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { startCli } from "../../commands/cli.ts";
import { type CpexRelease, cpexReleases, fullForm, runPython } from "../peers.ts";
import { adapterCommand, clientConfig, clientProgram, folder, servedConfig } from "./served.ts";

type Way = "stdio" | "http" | "unix socket";
/** The short form leaves out what differs in the client's URL only. */
const ways: readonly Way[] = fullForm ? ["stdio", "http", "unix socket"] : ["stdio", "http"];

interface Case {
  readonly hook: string;
  readonly payload: object;
  readonly request?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: what cpex's models dump
type Result = { readonly result: any; readonly global_state: object; readonly error?: string };

/** Runs cases through cpex, whose one plugin is served here. */
async function results(
  t: TestContext,
  release: CpexRelease,
  way: Way,
  cases: readonly Case[],
  name = "Demo",
  rest = "",
): Promise<Result[]> {
  const config = clientConfig(t, await reach(t, way), name, rest);
  const { code, out, err } = await runPython(t, release, [clientProgram, config], {
    env: { PLUGINS_SSRF_PROTECTION_ENABLED: "false" },
    input: JSON.stringify(cases),
  });
  assert.equal(code, 0, err);
  return JSON.parse(out) as Result[];
}

/** Has the plugins served, and says how the client gets there. */
async function reach(t: TestContext, way: Way): Promise<string> {
  const served = servedConfig(t);
  if (way === "stdio") {
    const cmd = [...adapterCommand, "plugins", "serve", "--log-level", "warn"];
    return `{ proto: STDIO, cmd: ${JSON.stringify(cmd)}, env: { PLUGINS_CONFIG_PATH: ${served} } }`;
  }
  const port = await freePort();
  const socket = join(folder(t), "s");
  const address = way === "http" ? ["--port", String(port)] : ["--uds", socket];
  await startCli(t, ["plugins", "serve", "--config", served, ...address]).until("serving plugins");
  return `{ proto: STREAMABLEHTTP, url: "http://localhost:${port}/mcp"${way === "http" ? "" : `, uds: ${socket}`} }`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

const call = (op: string, request?: string): Case => ({
  hook: "tool_pre_invoke",
  payload: { name: "t1", args: { op, nested: { n: null, big: 1.5 } } },
  ...(request && { request }),
});
const answer = { content: [{ type: "text", text: "hi" }] };
const cases: readonly Case[] = [
  call("pass"),
  call("modify", "kept"),
  { hook: "tool_post_invoke", payload: { name: "t1", result: answer }, request: "kept" },
  { hook: "tool_post_invoke", payload: { name: "t1", result: answer } },
  call("deny"),
  call("raise"),
  call("print"),
  { hook: "prompt_pre_fetch", payload: { prompt_id: "p", args: { a: "b" } } },
  {
    hook: "prompt_post_fetch",
    payload: {
      prompt_id: "p",
      result: { messages: [{ role: "user", content: { type: "text", text: "hi" } }] },
    },
  },
  { hook: "resource_pre_fetch", payload: { uri: "file:///x" } },
  {
    hook: "resource_post_fetch",
    payload: { uri: "file:///x", content: { uri: "file:///x", text: "a secret" } },
  },
];

for (const release of cpexReleases) {
  for (const way of ways) {
    test(`cpex ${release} over ${way}: pass, modify, deny, fail, state, all hooks`, async (t) => {
      const all = await results(t, release, way, cases);
      const [pass, modify, kept, fresh, deny, raise, print, promptPre, promptPost, pre, post] = all;

      assert.equal(pass?.result.continue_processing, true);
      assert.equal(pass?.result.modified_payload, null);

      const nested = { n: null, big: 1.5 };
      assert.deepEqual(modify?.result.modified_payload.args, { op: "modify", nested, added: true });
      assert.deepEqual(modify?.result.metadata, { m: 2 });
      assert.equal(modify?.result.retry_delay_ms, 7);
      assert.deepEqual(modify?.global_state, { g: 2 });
      assert.deepEqual(kept?.result.metadata, { saw_state: { pre: 1 } });
      assert.deepEqual(kept?.global_state, { g: 2 });
      assert.deepEqual(fresh?.result.metadata, { saw_state: {} });

      assert.equal(deny?.result.continue_processing, false);
      assert.deepEqual(pick(deny?.result.violation), {
        reason: "no",
        description: "denied op",
        code: "OP_DENIED",
        details: { op: "deny" },
        mcp_error_code: -32001,
        http_status_code: 403,
        http_headers: { "x-why": "op" },
        plugin_name: "Demo",
      });
      assert.match(raise?.error ?? "", /Plugin Demo failed: RangeError/);
      assert.equal(print?.result.continue_processing, true);

      assert.deepEqual(promptPre?.result.modified_payload, {
        prompt_id: "p",
        args: { a: "b", added: "yes" },
      });
      assert.equal(promptPost?.result.modified_payload.result.messages[0].content.text, "HI");
      assert.equal(pre?.result.continue_processing, true);
      assert.equal(post?.result.modified_payload.content.text, "a …");
    });
  }

  test(`cpex ${release}: the server's conditions reach the client, which keeps to them`, async (t) => {
    const other = { hook: "tool_pre_invoke", payload: { name: "t3", args: { op: "deny" } } };
    const [result] = await results(t, release, "stdio", [other]);
    assert.equal(result?.result.continue_processing, true);
  });

  test(`cpex ${release}: a permissive plugin's deny goes on`, async (t) => {
    const [deny, modify] = await results(t, release, "stdio", [call("deny"), call("modify")], "Tolerant");
    assert.equal(deny?.result.continue_processing, true);
    assert.equal(modify?.result.modified_payload.args.added, true);
  });

  test(`cpex ${release}: the client's on_error decides about a failure`, async (t) => {
    const rest = "    on_error: ignore\n";
    const [raise] = await results(t, release, "stdio", [call("raise")], "Demo", rest);
    assert.equal(raise?.error, undefined);
    assert.equal(raise?.result.continue_processing, true);
  });

  test(`cpex ${release}: a plugin that is not served is not loaded`, async (t) => {
    const config = clientConfig(t, await reach(t, "stdio"), "Nobody");
    const run = await runPython(t, release, [clientProgram, config], {
      input: JSON.stringify([call("deny")]),
      env: { PLUGINS_FAIL_ON_PLUGIN_ERROR: "true" },
    });
    assert.match(run.err, /Unable to retrieve configuration for external plugin/);
  });
}

/** The fields that both releases have. */
function pick(violation: Record<string, unknown> = {}): object {
  const names = "reason description code details mcp_error_code http_status_code http_headers plugin_name";
  return Object.fromEntries(names.split(" ").map((name) => [name, violation[name]]));
}
