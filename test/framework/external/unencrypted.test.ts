import assert from "node:assert/strict";
import { test } from "node:test";
import { mcpSchema } from "../../../src/framework/config/external-schema.ts";
import { loadPlugins, pluginEntry } from "../../../src/framework/index.ts";

const auth = { type: "bearer", token: "secret-token" };
const tls = { ca_bundle: "ca.pem" };

for (const [name, mcp, expected] of [
  ["https", { url: "https://plugins.example/mcp", auth, tls }, []],
  ["wss", { proto: "WEBSOCKET", url: "wss://plugins.example/mcp", auth, tls }, []],
  ["http without either", { url: "http://plugins.example/mcp" }, []],
  ["credentials over http", { url: "http://plugins.example/mcp", auth }, ["mcp.auth"]],
  ["credentials over ws", { proto: "WEBSOCKET", url: "ws://plugins.example/mcp", auth }, ["mcp.auth"]],
  ["credentials on this machine", { url: "http://localhost:9000/mcp", auth }, []],
  ["credentials over a unix socket", { url: "http://plugins.example/mcp", uds: "/run/p.sock", auth }, []],
  ["tls over http", { url: "http://localhost/mcp", tls, tls_verify: true }, ["mcp.tls", "mcp.tls_verify"]],
] as const) {
  test(`what goes unencrypted is told: ${name}`, async () => {
    const block = mcpSchema.parse({ proto: "STREAMABLEHTTP", ...mcp });
    // Disabled: checked, and no server is asked.
    const entry = pluginEntry({ name: "p", kind: "external", mode: "disabled", mcp: block });
    const { warnings } = await loadPlugins({ entries: [entry], definitions: [] });
    assert.deepEqual(
      warnings.map(({ path }) => path?.join(".")),
      expected,
    );
    assert.doesNotMatch(JSON.stringify(warnings), /secret-token/);
  });
}
