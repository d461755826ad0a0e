import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type McpBlock, mcpSchema } from "../../../src/framework/config/external-schema.ts";
import { type Opened, open } from "../../framework/external/open.ts";
import { contextOf } from "../../framework/manager-of.ts";
import { type CpexRelease, cpexReleases, fullForm, pythonOf } from "../peers.ts";

const module = ["-m", "cpex.framework.external.mcp.server.runtime"];
const config = `plugins:
  - name: Demo
    kind: demo.Demo
    hooks: [tool_pre_invoke, tool_post_invoke]
    priority: 42
    conditions: [{tools: [t]}]
`;

/** The environment of cpex's server with the demo plugin. */
function environment(t: TestContext): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "config.yaml");
  writeFileSync(file, config);
  const here = fileURLToPath(new URL(".", import.meta.url));
  return { PLUGINS_CONFIG_PATH: file, PYTHONPATH: here, PYTHONDONTWRITEBYTECODE: "1" };
}

function overStdio(t: TestContext, release: CpexRelease): McpBlock {
  const env = { ...environment(t), PLUGINS_TRANSPORT: "stdio" };
  return mcpSchema.parse({ proto: "STDIO", cmd: [pythonOf(release), ...module], env });
}

async function overHttp(t: TestContext, release: CpexRelease): Promise<McpBlock> {
  const port = await freePort();
  const env = {
    ...environment(t),
    PATH: process.env["PATH"],
    PLUGINS_TRANSPORT: "http",
    PLUGINS_SERVER_HOST: "127.0.0.1",
    PLUGINS_SERVER_PORT: String(port),
  };
  const child = spawn(pythonOf(release), module, { env, stdio: "ignore" });
  t.after(() => child.kill("SIGKILL"));
  const url = `http://localhost:${port}`;
  while ((await fetch(`${url}/health`).catch(() => undefined))?.ok !== true) {
    assert.equal(child.exitCode, null, "cpex's server runs");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return mcpSchema.parse({ proto: "STREAMABLEHTTP", url: `${url}/mcp`, health_check_endpoint: "/health" });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function checkCalls({ call, manager, entry }: Opened): Promise<void> {
  assert.deepEqual([entry.priority, entry.conditions], [42, [{ tools: ["t"] }]]);

  const context = contextOf({ request_id: "R1", user: "bob" });
  const allowed = await call({ op: "pass", n: 7 }, context);
  assert.deepEqual([allowed.continue_processing, allowed.modified], [true, false]);
  assert.deepEqual(context.state, { seen: "bob" });
  const after = await manager.invokeHook("tool_post_invoke", { name: "t", result: { content: [] } }, context);
  assert.deepEqual(after.metadata, { pre: 7 });

  const edited = await call({ op: "edit", none: null, float: 1.5, text: "ü€\u{1f600}" });
  assert.deepEqual(edited.payload, {
    name: "t",
    args: { op: "edit", none: null, float: 1.5, text: "ü€\u{1f600}", added: true },
  });
  assert.deepEqual(edited.metadata, { m: 2 });

  const denied = await call({ op: "deny" });
  assert.deepEqual(
    { ...denied.violation },
    {
      reason: "no",
      description: "denied op",
      code: "OP_DENIED",
      details: { op: "deny" },
      mcp_error_code: -32001,
      http_status_code: 403,
      http_headers: { "x-why": "op" },
      plugin_name: "Demo",
    },
  );

  const failed = await call({ op: "error" });
  assert.equal(failed.violation?.code, "PLUGIN_ERROR");
  assert.doesNotMatch(JSON.stringify(failed.violation), /secret/);

  await manager.checkHealth();
  assert.equal(manager.plugins()[0]?.health.status, "healthy");
}

/** Tells what a call costs; nothing is asserted of it. */
async function measure(t: TestContext, { call }: Opened): Promise<void> {
  const calls = fullForm ? 500 : 50;
  const start = performance.now();
  for (let count = 0; count < calls; count++)
    await call({ op: "pass" }, contextOf({ request_id: `m${count}` }));
  t.diagnostic(`${((performance.now() - start) / calls).toFixed(2)} ms per call`);
}

for (const release of cpexReleases) {
  for (const [way, block] of [
    ["stdio", overStdio],
    ["HTTP", overHttp],
  ] as const) {
    test(`cpex ${release} over ${way}: allow, edit, deny, error, state`, async (t) => {
      const opened = await open(t, await block(t, release), { hooks: [] });
      await checkCalls(opened);
      await measure(t, opened);
    });
  }
}
