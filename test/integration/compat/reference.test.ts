/** What the integration tests of the reference adapter (plugins-adapter for Python) ask of a server on its port. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { status } from "@grpc/grpc-js";
import { type Cli, configFile, startCli, testFolder } from "../../commands/cli.ts";
import { freePort } from "../parts/adapter.ts";
import { body, connectExtProc, headers, openStream, type Reply, setHeaders } from "./ext-proc-client.ts";

const configPath = fileURLToPath(new URL("config.yaml", import.meta.url));

/** The adapter as a migrating user starts it: the reference's variable, and one flag more. */
async function start(t: TestContext, env: Record<string, string> = {}, config = configPath) {
  const address = { kind: "tcp" as const, host: "127.0.0.1", port: await freePort() };
  const management = join(testFolder(t), "management.sock");
  const listen = ["--listen", `${address.host}:${address.port}`, "--management", management];
  const adapter = startCli(t, ["serve", "--compat", "reference", ...listen], {
    env: { PLUGIN_MANAGER_CONFIG: config, ...env },
  });
  return { adapter, address };
}

async function connect(t: TestContext, config = configPath) {
  const { adapter, address } = await start(t, {}, config);
  await adapter.until('"serving"');
  return { adapter, client: connectExtProc(t, address) };
}

const request = (method: string, params: object, id: unknown = 1) => ({ jsonrpc: "2.0", id, method, params });
const toolCall = (name: string, args: object = {}) => request("tools/call", { name, arguments: args });
const toolResult = (text: string, id: unknown = 1) => ({
  jsonrpc: "2.0",
  id,
  result: { content: [{ type: "text", text }] },
});
const sse = (message: object) => `event: message\ndata: ${JSON.stringify(message)}\n\n`;

/** The first reply to one frame, on a stream of its own that carries nothing else. */
async function ask(
  client: ReturnType<typeof connectExtProc>,
  frame: Record<string, unknown>,
): Promise<Reply> {
  const stream = openStream(client);
  stream.send(frame);
  stream.end();
  const reply = await stream.reply();
  await stream.status;
  assert.ok(reply, `no reply: ${JSON.stringify(await stream.status)}`);
  return reply;
}

/** A denial in the reference's form: HTTP 200, its mark, `reason -- description`, no data. */
function assertDenied(reply: Reply, code: number, message: string, id: unknown = 1): void {
  const denial = reply.immediate_response;
  assert.ok(denial, JSON.stringify(reply));
  assert.equal(denial.status?.code, "OK");
  const set = setHeaders(denial.headers);
  assert.equal(set["content-type"], "application/json");
  assert.equal(set["x-mcp-denied"], "True");
  assert.deepEqual(JSON.parse(denial.body.toString()), { jsonrpc: "2.0", id, error: { code, message } });
}

test("the reference's eight integration tests", async (t) => {
  const { client } = await connect(t);

  // without a single header, as that test sends them
  await t.test("request headers get x-ext-proc-header", async () => {
    const reply = await ask(client, headers("request", {}));
    assert.deepEqual(setHeaders(reply.request_headers?.response?.header_mutation), {
      "x-ext-proc-header": "hello-from-ext-proc",
    });
  });

  await t.test("response headers get x-ext-proc-response-header", async () => {
    const reply = await ask(client, headers("response", {}));
    assert.deepEqual(setHeaders(reply.response_headers?.response?.header_mutation), {
      "x-ext-proc-response-header": "processed-by-ext-proc",
    });
  });

  await t.test("a tool call that is allowed passes", async () => {
    const reply = await ask(client, body("request", toolCall("safe_tool", { param: "value" })));
    assert.ok(reply.request_body);
    assert.equal(reply.request_body.response?.body_mutation, undefined);
  });

  await t.test("dangerous_tool is denied", async () => {
    const reply = await ask(client, body("request", toolCall("dangerous_tool", { param: "value" })));
    assertDenied(reply, -32602, "Blocked by test -- The tool is dangerous");
  });

  await t.test("a body that is no tool call passes", async () => {
    const reply = await ask(client, body("request", request("resources/list", {})));
    assert.ok(reply.request_body);
    assert.equal(reply.request_body.response?.body_mutation, undefined);
  });

  await t.test("a tool result passes", async () => {
    const reply = await ask(client, body("response", toolResult("all good")));
    assert.ok(reply.response_body);
    assert.equal(reply.response_body.response?.body_mutation, undefined);
  });

  await t.test("a sensitive tool result is denied, with no request on the stream", async () => {
    const reply = await ask(client, body("response", toolResult("Sensitive output", 3)));
    assertDenied(reply, -32603, "Blocked by test -- The result is sensitive", 3);
  });

  await t.test("cancelling a stream leaves the server healthy for the next", async () => {
    const cancelled = openStream(client);
    cancelled.send(headers("request", {}));
    cancelled.cancel();
    assert.equal((await cancelled.status).code, status.CANCELLED);
    assert.ok((await ask(client, headers("request", {}))).request_headers);
  });
});

test("its unit tests, as far as they show on the wire", async (t) => {
  const { client } = await connect(t);

  await t.test("edited arguments are sent back in the body", async () => {
    const reply = await ask(client, body("request", toolCall("weather", { city: "Paris", days: 3.0 })));
    const edited = reply.request_body?.response?.body_mutation?.body;
    assert.deepEqual(JSON.parse(String(edited)), toolCall("weather", { city: "Anywhere", days: 3 }));
  });

  await t.test("one sensitive item among several denies the result", async () => {
    const result = { content: ["a", "b", "Sensitive", "c"].map((text) => ({ type: "text", text })) };
    assertDenied(
      await ask(client, body("response", { jsonrpc: "2.0", id: "x", result })),
      -32603,
      "Blocked by test -- The result is sensitive",
      "x",
    );
  });

  await t.test("prompts: allowed, and denied with the default code", async () => {
    const allowed = await ask(
      client,
      body("request", request("prompts/get", { name: "greeting", arguments: { a: "b" } })),
    );
    assert.ok(allowed.request_body && allowed.request_body.response?.body_mutation === undefined);
    const denied = await ask(client, body("request", request("prompts/get", { name: "dangerous_prompt" })));
    assertDenied(denied, -32000, "Blocked by test -- The prompt is dangerous");
  });

  for (const before of ["", "id: 7\n", ": comment\n\n", "retry: 10\n\n"]) {
    await t.test(`event streams without headers, beginning with ${JSON.stringify(before)}`, async () => {
      const good = await ask(client, body("response", before + sse(toolResult("fine"))));
      assert.ok(good.response_body && good.response_body.response?.body_mutation === undefined);
      const bad = await ask(client, body("response", before + sse(toolResult("Sensitive", 4))));
      const text = String(bad.immediate_response?.body ?? bad.response_body?.response?.body_mutation?.body);
      assert.ok(!text.includes("Sensitive"), text);
      assert.match(text, /"id":4,"error":\{"code":-32603,"message":"Blocked by test -- /);
    });
  }

  await t.test("event streams after headers", async () => {
    const stream = openStream(client);
    stream.send(headers("response", { ":status": "200", "content-type": "text/event-stream" }));
    assert.ok((await stream.reply())?.response_headers);
    stream.send(body("response", sse(toolResult("fine")) + sse(toolResult("Sensitive", 5))));
    const reply = await stream.reply();
    const text = String(reply?.response_body?.response?.body_mutation?.body);
    assert.ok(text.startsWith(sse(toolResult("fine"))) && !text.includes("Sensitive"), text);
    assert.match(text, /"id":5,"error":\{"code":-32603/);
    stream.cancel();
  });

  await t.test("an empty body and a result of no tool pass", async () => {
    assert.ok((await ask(client, body("response", ""))).response_body);
    const list = { jsonrpc: "2.0", id: 1, result: { tools: [] } };
    assert.ok((await ask(client, body("response", list))).response_body);
  });

  await t.test("a sensitive result in several pieces does not pass", async () => {
    const text = JSON.stringify(toolResult("Sensitive"));
    const stream = openStream(client);
    stream.send(body("response", text.slice(0, 30), false));
    stream.send(body("response", text.slice(30)));
    stream.end();
    const seen: string[] = [];
    for (let reply = await stream.reply(); reply !== undefined; reply = await stream.reply()) {
      assert.ok(
        reply.immediate_response || reply.response_body?.response?.body_mutation,
        JSON.stringify(reply),
      );
      seen.push(String(reply.immediate_response?.body ?? reply.response_body?.response?.body_mutation?.body));
    }
    assert.ok(!seen.join("").includes("Sensitive"));
  });
});

test("a whole exchange: headers, bodies, both directions", async (t) => {
  const { client } = await connect(t);
  const stream = openStream(client);
  const frames = [
    headers("request", { ":method": "POST", ":path": "/mcp", "content-type": "application/json" }),
    body("request", toolCall("safe_tool")),
    headers("response", { ":status": "200", "content-type": "application/json" }),
    body("response", toolResult("fine")),
  ];
  for (const frame of frames) {
    stream.send(frame);
    const [kind] = Object.keys(frame);
    assert.ok(Object.keys((await stream.reply()) ?? {}).includes(String(kind)));
  }
  stream.end();
  assert.equal((await stream.status).code, status.OK);
});

test("what a headerless request carries is inspected all the same", async (t) => {
  const { client } = await connect(t);
  for (const content of ["\ufeff{}", "not JSON", "{}{}", JSON.stringify(toolCall("dangerous_tool"))]) {
    const stream = openStream(client);
    stream.send(headers("request", {}));
    assert.ok((await stream.reply())?.request_headers);
    stream.send(body("request", content));
    assert.ok((await stream.reply())?.immediate_response, content);
    stream.cancel();
  }
});

test("arguments wrapped as the reference wraps them, where that is asked for", async (t) => {
  const config = configFile(
    t,
    `adapter: { compat: reference, reference: { wrap_arguments: true } }
plugin_dirs: [${join(configPath, "..")}]
plugins:
  - { name: rules, kind: "./test-rules.ts#TestRules", hooks: [tool_pre_invoke], mode: enforce }
`,
  );
  const { client } = await connect(t, config);
  const reply = await ask(client, body("request", toolCall("weather", { city: "Paris" })));
  const edited = reply.request_body?.response?.body_mutation?.body;
  assert.deepEqual(JSON.parse(String(edited)), toolCall("weather", { city: "Anywhere" }));
});

const levels: readonly [value: string, debug: boolean, info: boolean][] = [
  ["DEBUG", true, true],
  ["info", false, true],
  ["WARNING", false, false],
  ["CRITICAL", false, false],
];
for (const [value, debug, info] of levels) {
  test(`LOGLEVEL=${value}`, async (t) => {
    const { adapter, address } = await start(t, { LOGLEVEL: value });
    const client = connectExtProc(t, address);
    await untilReady(client);
    const denied = openStream(client);
    denied.sendBytes(Buffer.from([0xff]));
    await denied.status;
    await stopped(adapter);
    assert.equal(adapter.err().includes('"level":20'), debug, adapter.err());
    assert.equal(adapter.err().includes('"level":30'), info, adapter.err());
  });
}

test("a variable that names no file: not started, and it says which", async (t) => {
  const { adapter } = await start(t, {}, "/nowhere/config.yaml");
  assert.equal(await adapter.exited, 1);
  assert.match(adapter.err(), /^error: \/nowhere\/config\.yaml: .*\nnot started: 1 problem$/m);
});

function untilReady(client: ReturnType<typeof connectExtProc>): Promise<void> {
  return new Promise((resolve, reject) => {
    client.waitForReady(Date.now() + 10_000, (error) => (error ? reject(error) : resolve()));
  });
}

async function stopped(adapter: Cli): Promise<void> {
  adapter.signal("SIGTERM");
  assert.equal(await adapter.exited, 0);
}
