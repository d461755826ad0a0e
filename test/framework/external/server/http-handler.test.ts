import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  createHttpHandler,
  type HttpHandler,
  type HttpHandlerOptions,
} from "../../../../src/framework/external/server/http-handler.ts";
import { createMcpServer } from "../../../../src/framework/external/server/mcp-server.ts";
import { fakeClock } from "../../fake-clock.ts";
import { context, hostOf, initialize } from "./served.ts";

interface Serving {
  readonly handler: HttpHandler;
  readonly port: number;
}

async function serving(t: TestContext, options: Partial<HttpHandlerOptions> = {}): Promise<Serving> {
  const host = hostOf({ Demo: {} });
  const session = () => createMcpServer(host, "1");
  const handler = createHttpHandler({ session, localOnly: true, ...options });
  const server = createServer(handler.handle).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(async () => {
    await handler.close();
    server.closeAllConnections();
    server.close();
  });
  return { handler, port: (server.address() as AddressInfo).port };
}

interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function send(
  { port }: Serving,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: object,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const accept = "application/json, text/event-stream";
    const all = { accept, ...(body && { "content-type": "application/json" }), ...headers };
    const outgoing = httpRequest({ port, method, path, headers: all }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.once("end", () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    outgoing.once("error", reject).end(body && JSON.stringify(body));
  });
}

async function begin(at: Serving): Promise<string> {
  const { headers, status, text } = await send(at, "POST", "/mcp", {}, initialize);
  assert.equal(status, 200, text);
  return String(headers["mcp-session-id"]);
}

test("a client of the official SDK: session, call, end", async (t) => {
  const at = await serving(t);
  const transport = new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${at.port}/mcp`));
  const client = new Client({ name: "test", version: "1" });
  await client.connect(transport as Transport);
  assert.equal(at.handler.sessions, 1);
  const payload = { name: "t", args: { op: "deny" } };
  const given = { hook_type: "tool_pre_invoke", plugin_name: "Demo", payload, context };
  const { content } = await client.callTool({ name: "invoke_hook", arguments: given });
  const [item] = content as [{ text: string }];
  assert.equal((JSON.parse(item.text) as { result: object }).result["continue_processing" as never], false);
  await transport.terminateSession();
  assert.equal(at.handler.sessions, 0);
  await client.close();
});

test("health, and paths that are not there", async (t) => {
  const at = await serving(t, { token: "secret" });
  const { status, text } = await send(at, "GET", "/health");
  assert.deepEqual([status, JSON.parse(text)], [200, { status: "healthy" }]);
  assert.equal((await send(at, "GET", "/")).status, 404);
  assert.equal((await send(at, "POST", "/mcp/x", {}, initialize)).status, 404);
});

const refusals: readonly (readonly [string, Record<string, string>, number])[] = [
  ["Host of another name", { host: "evil.example" }, 403],
  ["Host that begins like a local one", { host: "127.0.0.1.evil.example" }, 403],
  ["no Host that can be read", { host: "[" }, 403],
  ["Origin of another name", { origin: "http://evil.example" }, 403],
  ["Origin null", { origin: "null" }, 403],
  ["localhost", { host: "localhost:1", origin: "http://localhost:3000" }, 200],
  ["IPv6 loopback", { host: "[::1]:8000" }, 200],
];
for (const [name, headers, status] of refusals) {
  test(`a loopback listener, ${name}: ${status}`, async (t) => {
    const at = await serving(t);
    assert.equal((await send(at, "POST", "/mcp", headers, initialize)).status, status);
    assert.equal(at.handler.sessions, status === 200 ? 1 : 0);
  });
}

test("another listener is reached by any name", async (t) => {
  const at = await serving(t, { localOnly: false });
  assert.equal((await send(at, "POST", "/mcp", { host: "plugins.example" }, initialize)).status, 200);
});

const tokens: readonly (readonly [string, Record<string, string>, number])[] = [
  ["none", {}, 401],
  ["a wrong one", { authorization: "Bearer secreT" }, 401],
  ["another scheme", { authorization: "Basic secret" }, 401],
  ["more behind it", { authorization: "Bearer secret secret" }, 401],
  ["the right one", { authorization: "Bearer secret" }, 200],
];
for (const [name, headers, status] of tokens) {
  test(`a token is asked for, ${name} is given: ${status}`, async (t) => {
    const at = await serving(t, { token: "secret" });
    const reply = await send(at, "POST", "/mcp", headers, initialize);
    assert.equal(reply.status, status);
    if (status === 401) assert.equal(reply.headers["www-authenticate"], "Bearer");
  });
}

test("a body over the limit is refused, and no session is left", async (t) => {
  const at = await serving(t, { limits: { maxBodyBytes: 1000 } });
  const long = { ...initialize, params: { ...initialize.params, x: "x".repeat(2000) } };
  assert.equal((await send(at, "POST", "/mcp", {}, long)).status, 413);
  assert.equal(at.handler.sessions, 0);
});

test("what is no initialize starts no session", async (t) => {
  const at = await serving(t);
  const list = { jsonrpc: "2.0", id: 1, method: "tools/list" };
  assert.equal((await send(at, "POST", "/mcp", {}, list)).status, 400);
  assert.equal((await send(at, "GET", "/mcp")).status, 400);
  assert.equal(at.handler.sessions, 0);
});

test("an unknown session is 404, which clients answer with a new one", async (t) => {
  const at = await serving(t);
  const list = { jsonrpc: "2.0", id: 1, method: "tools/list" };
  const { status, text } = await send(at, "POST", "/mcp", { "mcp-session-id": "x" }, list);
  assert.equal(status, 404);
  assert.match(text, /Session not found/);
});

test("at the limit the session that was idle longest makes room", async (t) => {
  const clock = fakeClock();
  const at = await serving(t, { limits: { maxSessions: 2 }, clock });
  const first = await begin(at);
  clock.advance(10);
  const second = await begin(at);
  clock.advance(10);
  const list = { jsonrpc: "2.0", id: 1, method: "tools/list" };
  assert.equal((await send(at, "POST", "/mcp", { "mcp-session-id": first }, list)).status, 200);
  await begin(at);
  assert.equal(at.handler.sessions, 2);
  assert.equal((await send(at, "POST", "/mcp", { "mcp-session-id": first }, list)).status, 200);
  assert.equal((await send(at, "POST", "/mcp", { "mcp-session-id": second }, list)).status, 404);
});

test("at the limit with every session in use a further one is refused", async (t) => {
  const at = await serving(t, { limits: { maxSessions: 1 } });
  const id = await begin(at);
  const headers = { accept: "text/event-stream", "mcp-session-id": id };
  const stream = httpRequest({ port: at.port, path: "/mcp", headers }).end();
  const [response] = (await once(stream, "response")) as [{ statusCode: number }];
  assert.equal(response.statusCode, 200);
  assert.equal((await send(at, "POST", "/mcp", {}, initialize)).status, 503);
  stream.destroy();
});

test("idle sessions are forgotten", async (t) => {
  const clock = fakeClock();
  const at = await serving(t, { limits: { idleSeconds: 120 }, clock });
  await begin(at);
  clock.advance(60_000);
  assert.equal(at.handler.sessions, 1);
  clock.advance(120_000);
  assert.equal(at.handler.sessions, 0);
});
