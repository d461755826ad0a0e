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
import { open } from "../../framework/external/open.ts";
import { type CpexRelease, cpexReleases, pythonOf } from "../peers.ts";
import { checkCalls, measure } from "./calls.ts";

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

/** The MCP SDK's own WebSocket server, which its releases for cpex 0.1.4 no longer have. */
async function overWebSocket(t: TestContext, release: CpexRelease): Promise<McpBlock> {
  const program = fileURLToPath(new URL("websocket_server.py", import.meta.url));
  const env = { ...environment(t), PATH: process.env["PATH"] };
  const child = spawn(pythonOf(release), [program], { env, stdio: ["ignore", "pipe", "ignore"] });
  t.after(() => child.kill("SIGKILL"));
  const [port] = await once(child.stdout, "data");
  return mcpSchema.parse({ proto: "WEBSOCKET", url: `ws://localhost:${Number(String(port))}/mcp` });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

for (const release of cpexReleases) {
  for (const [way, block] of [
    ["stdio", overStdio],
    ["HTTP", overHttp],
    ["WebSocket", overWebSocket],
  ] as const) {
    if (way === "WebSocket" && release !== "0.1.1") continue;
    test(`cpex ${release} over ${way}: allow, edit, deny, error, state`, async (t) => {
      const opened = await open(t, await block(t, release), { hooks: [] });
      await checkCalls(opened);
      await measure(t, opened);
    });
  }
}
