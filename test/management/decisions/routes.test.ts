import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import http from "node:http";
import { type TestContext, test } from "node:test";
import { createDecisionHistory } from "../../../src/management/decisions/history.ts";
import { decisionRoutes } from "../../../src/management/decisions/routes.ts";
import { createDecisionStreams } from "../../../src/management/decisions/streams.ts";
import { startManagement } from "../../../src/management/server.ts";
import { decision, decisions as shape } from "../../../src/management/shapes.ts";
import { defaultSettings } from "../../../src/settings/adapter.ts";
import { ask } from "../server-of.ts";
import { told } from "./told.ts";

const defaults = defaultSettings.management.decisions;

async function serving(
  t: TestContext,
  changes: Partial<typeof defaults> = {},
  tokens = {},
  host = "127.0.0.1",
) {
  const settings = { ...defaults, ...changes };
  const history = createDecisionHistory(() => settings);
  const streams = createDecisionStreams(history, { open() {}, dropped() {} });
  const routes = decisionRoutes({ history, streams, settings: () => settings });
  const server = await startManagement({ kind: "tcp", host, port: 0 }, () => ({ routes, ...tokens }));
  t.after(() => server.close());
  assert.ok(server.address.kind === "tcp");
  const { port } = server.address;
  const get = (path: string, headers = {}, method = "GET") => ask({ port }, method, path, headers);

  /** Opens a stream; `until` waits for text on it. */
  async function stream(path: string, headers: http.OutgoingHttpHeaders = {}) {
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      http.get({ port, path, headers, agent: false }, resolve).on("error", reject);
    });
    let text = "";
    response.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
    });
    const ended = new Promise<"ended" | "broken">((resolve) => {
      response.on("end", () => resolve("ended")).on("error", () => resolve("broken"));
    });
    return {
      response,
      ended,
      text: () => text,
      async until(wanted: string) {
        while (!text.includes(wanted)) await new Promise((resolve) => response.once("data", resolve));
      },
    };
  }
  return { history, streams, server, settings, get, stream };
}

test("the latest are told in the order of time, as many as asked for", async (t) => {
  const { history, get } = await serving(t, { kept: 3 });
  for (const name of ["a", "b", "c", "d"]) history.decided(...told({ name }));
  const reply = await get("/decisions");
  assert.equal(reply.headers["cache-control"], "no-store");
  const { decisions, forgotten } = shape.parse(JSON.parse(reply.text));
  assert.deepEqual([decisions.map(({ name }) => name), forgotten], [["b", "c", "d"], 1]);
  const names = async (query: string) =>
    shape.parse(JSON.parse((await get(`/decisions?${query}`)).text)).decisions.map(({ name }) => name);
  assert.deepEqual(await names("limit=2"), ["c", "d"]);
  assert.deepEqual(await names("limit=1&name=b"), ["b"]);
  assert.deepEqual(await names("since=2020-01-01T00:00:00Z"), ["b", "c", "d"]);
  assert.deepEqual(await names("since=2999-01-01T00:00:00Z"), []);
});

test("a filter that is none is 400; with none kept it is 404", async (t) => {
  const { get, settings } = await serving(t);
  assert.equal((await get("/decisions?limit=no")).status, 400);
  assert.equal((await get("/decisions?stream&verdict=no")).status, 400);
  settings.kept = 0;
  assert.equal((await get("/decisions")).status, 404);
});

for (const [path, headers] of [
  ["/decisions", { accept: "text/event-stream" }],
  ["/decisions", { accept: "application/json;q=0.5, text/event-stream;q=1" }],
  ["/decisions?stream", {}],
  ["/decisions?stream=1", {}],
] as const) {
  test(`${path} ${JSON.stringify(headers)}: as they come`, async (t) => {
    const { history, stream } = await serving(t);
    const client = await stream(path, headers);
    assert.equal(client.response.headers["content-type"], "text/event-stream");
    await client.until(": decisions\n\n");
    history.decided(...told({ name: "now" }));
    await client.until("}\n\n");
    const [, data = ""] = /^data: (.*)$/m.exec(client.text()) ?? [];
    assert.equal(decision.parse(JSON.parse(data)).name, "now");
    client.response.destroy();
  });
}

test("a client that goes makes room for another; beyond the limit they are refused", async (t) => {
  const { streams, stream, get } = await serving(t, { streams: 2 });
  const [one] = [await stream("/decisions?stream"), await stream("/decisions?stream")];
  assert.equal((await get("/decisions?stream")).status, 503);
  assert.equal((await get("/decisions")).status, 200);
  one.response.destroy();
  while (streams.count > 1) await new Promise(setImmediate);
  const third = await stream("/decisions?stream");
  assert.equal(third.response.statusCode, 200);
});

test("a client that comes back says where it was", async (t) => {
  const { history, stream } = await serving(t);
  for (const name of ["a", "b"]) history.decided(...told({ name }));
  const client = await stream("/decisions?stream", { "last-event-id": history.at(1)?.id ?? "" });
  await client.until('"name":"b"');
  assert.doesNotMatch(client.text(), /"name":"a"/);
});

test("the requests and the answer in the documents are real", async (t) => {
  const pages = new URL("../../../docs/", import.meta.url);
  const guide = await readFile(new URL("guide/operate.md", pages), "utf8");
  const paths = [...guide.matchAll(/^\| `(\/decisions\?\S+)` \|/gm)].map(([, path = ""]) => path);
  assert.equal(paths.length, 3);
  const { get } = await serving(t);
  for (const path of paths) assert.equal((await get(path, {}, "HEAD")).status, 200, path);
  const reference = await readFile(new URL("reference/management.md", pages), "utf8");
  const [, example = ""] = /```json\n(\{\n {2}"decisions"[^`]*)```/.exec(reference) ?? [];
  assert.equal(shape.parse(JSON.parse(example)).decisions.length, 1);
});

test("HEAD opens no stream", async (t) => {
  const { streams, get } = await serving(t);
  const reply = await get("/decisions?stream", {}, "HEAD");
  assert.deepEqual([reply.status, reply.text, streams.count], [200, "", 0]);
});

test("a client that reads nothing is cut off, and holds nobody up", async (t) => {
  const { history, streams, stream } = await serving(t, { kept: 50 });
  const client = await stream("/decisions?stream");
  await client.until(": decisions\n\n");
  client.response.pause();
  const name = "x".repeat(200);
  // As much as the sockets hold, whatever that is on this machine.
  for (let sent = 0; streams.count > 0 && sent < 1_000_000; sent++) {
    history.decided(...told({ name }));
    if (sent % 100 === 0) await new Promise(setImmediate);
  }
  assert.equal(streams.count, 0);
});

test("streams end when the server closes", async (t) => {
  const { streams, server, stream } = await serving(t);
  const client = await stream("/decisions?stream");
  await server.close();
  assert.equal(await client.ended, "ended");
  assert.equal(streams.count, 0);
});

const token = "a-token-of-a-test";
const readToken = "another-token-of-it";
const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
const access: readonly [what: string, tokens: object, host: string, headers: object, status: number][] = [
  ["on loopback", {}, "127.0.0.1", {}, 200],
  ["on loopback, with a token for writing", { token }, "127.0.0.1", {}, 200],
  ["on loopback, by a name that leads there", {}, "127.0.0.1", { host: "evil.example:9902" }, 403],
  ["on loopback, by no known form of a name", {}, "127.0.0.1", { host: "127.0.0.1.evil.example" }, 403],
  ["on loopback, as localhost", {}, "127.0.0.1", { host: "localhost:1" }, 200],
  ["on loopback, as ::1", {}, "127.0.0.1", { host: "[::1]:1" }, 200],
  ["on loopback, with a token for reading, without it", { readToken }, "127.0.0.1", {}, 401],
  ["on loopback, with a token for reading", { readToken }, "127.0.0.1", bearer(readToken), 200],
  [
    "by that token under any name",
    { readToken },
    "127.0.0.1",
    { ...bearer(readToken), host: "a.example" },
    200,
  ],
  ["by the token for writing", { token, readToken }, "127.0.0.1", bearer(token), 200],
  ["by a wrong token", { token, readToken }, "127.0.0.1", bearer("wrong-token-of-a-test"), 401],
  ["on every address", {}, "0.0.0.0", {}, 403],
  ["on every address, with a token for writing, without it", { token }, "0.0.0.0", {}, 401],
  ["on every address, by the token for writing", { token }, "0.0.0.0", bearer(token), 200],
  ["on every address, by that for reading", { readToken }, "0.0.0.0", bearer(readToken), 200],
];
for (const [what, tokens, host, headers, status] of access) {
  test(`reading ${what}: ${status}`, async (t) => {
    const { get } = await serving(t, {}, tokens, host);
    assert.equal((await get("/decisions", headers)).status, status);
  });
}
