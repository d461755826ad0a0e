import assert from "node:assert/strict";
import { test } from "node:test";
import { mcpServerCluster, pluginsAdapterCluster } from "../../src/envoy-config/clusters.ts";
import { envoyOptions } from "../../src/envoy-config/options.ts";

test("an IP address is static, a name is resolved, a socket is a pipe", () => {
  const at = (host: string) => mcpServerCluster(envoyOptions({ upstream: { host, port: 1 } })).type;
  assert.deepEqual([at("127.0.0.1"), at("::1"), at("mcp.example.test")], ["STATIC", "STATIC", "STRICT_DNS"]);
  const unix = pluginsAdapterCluster(envoyOptions({ adapter: { kind: "unix", path: "/run/a.sock" } }));
  assert.equal(unix.type, "STATIC");
  assert.match(JSON.stringify(unix.load_assignment), /"pipe":\{"path":"\/run\/a.sock"\}/);
});

test("mTLS to the adapter carries the client certificate and pins the server's name", () => {
  const adapterTls = { ca: "ca.pem", cert: "c.pem", key: "k.pem", serverName: "adapter.test" };
  const text = JSON.stringify(pluginsAdapterCluster(envoyOptions({ adapterTls })).transport_socket);
  for (const part of ["ca.pem", "c.pem", "k.pem", '"sni":"adapter.test"', '"exact":"adapter.test"', '"h2"']) {
    assert.ok(text.includes(part), part);
  }
});

test("HTTP/2 to the MCP server is explicit", () => {
  const upstream = { host: "127.0.0.1", port: 1, http2: true };
  assert.match(JSON.stringify(mcpServerCluster(envoyOptions({ upstream }))), /"http2_protocol_options":\{\}/);
});
