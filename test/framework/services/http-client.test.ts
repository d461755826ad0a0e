import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { servicesSchema } from "../../../src/framework/config/services-schema.ts";
import { ServiceError } from "../../../src/framework/index.ts";
import { createHttpService } from "../../../src/framework/services/http-client.ts";

async function serverOf(t: TestContext, listener: RequestListener) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, server };
}

function clientOf(t: TestContext, http: object = {}) {
  const client = createHttpService(servicesSchema.parse({ http }).http);
  t.after(() => client.close());
  return client;
}

const inside = { allow_private_addresses: true, timeout_ms: 60_000 };
const coded = (code: string) => (error: unknown) => error instanceof ServiceError && error.code === code;

async function bodyOf(request: IncomingMessage): Promise<string> {
  return (await request.toArray()).join("");
}

test("a request and its answer", async (t) => {
  const { port } = await serverOf(t, async (request, response) => {
    const { method, url, headers } = request;
    const body = await bodyOf(request);
    response.writeHead(418, { "content-type": "application/json", "x-a": ["1", "2"] });
    response.end(
      JSON.stringify({ method, url, own: headers["x-own"], encoding: headers["accept-encoding"], body }),
    );
  });
  const client = clientOf(t, inside);
  const answer = await client.fetch(`http://127.0.0.1:${port}/a?b=c`, {
    method: "POST",
    headers: { "X-Own": "ü" },
    body: "ümlaut",
  });
  assert.equal(answer.status, 418);
  assert.equal(answer.headers["x-a"], "1, 2");
  const expected = { method: "POST", url: "/a?b=c", own: "ü", encoding: "identity", body: "ümlaut" };
  assert.deepEqual(answer.json(), expected);
  assert.deepEqual(JSON.parse(answer.text()), expected);
  assert.equal(Buffer.from(answer.body).toString(), answer.text());
});

test("redirects are not followed; what is no JSON is told as such", async (t) => {
  const { port } = await serverOf(t, (_, response) => {
    response.writeHead(302, { location: "http://127.0.0.1:1/" }).end("moved");
  });
  const answer = await clientOf(t, inside).fetch(`http://127.0.0.1:${port}/`);
  assert.deepEqual([answer.status, answer.text()], [302, "moved"]);
  assert.throws(() => answer.json(), coded("invalid"));
});

test("without permission nothing private is reached, by address or by name", async (t) => {
  let requests = 0;
  const { port } = await serverOf(t, (_, response) => {
    requests++;
    response.end();
  });
  const client = clientOf(t, { timeout_ms: 60_000 });
  const urls = [
    `http://127.0.0.1:${port}/`,
    `http://2130706433:${port}/`,
    `http://0x7f.1:${port}/`,
    `http://[::1]:${port}/`,
    `http://[::ffff:127.0.0.1]:${port}/`,
    `http://localhost:${port}/`,
    "http://169.254.169.254/latest/meta-data/",
    "http://user:password@example.com/",
    "file:///etc/passwd",
    "ftp://example.com/",
    "no url",
  ];
  for (const url of urls) await assert.rejects(client.fetch(url), coded("refused"), url);
  assert.equal(requests, 0);
});

test("an answer that is too large ends at the limit", async (t) => {
  const { port } = await serverOf(t, (_, response) => {
    response.write("x".repeat(1000));
    const more = () => {
      while (response.write("x".repeat(65_536)));
    };
    response.on("drain", more);
    more();
  });
  const client = clientOf(t, { ...inside, max_response_bytes: 100_000 });
  await assert.rejects(client.fetch(`http://127.0.0.1:${port}/`), coded("too_large"));
});

test("time, signals and shutdown end a request", async (t) => {
  const { port } = await serverOf(t, (_, response) => response.flushHeaders());
  const url = `http://127.0.0.1:${port}/`;
  await assert.rejects(clientOf(t, { ...inside, timeout_ms: 20 }).fetch(url), coded("timeout"));
  const client = clientOf(t, inside);
  await assert.rejects(client.fetch(url, { timeoutMs: 20 }), coded("timeout"));
  await assert.rejects(client.fetch(url, { timeoutMs: 0 }), coded("timeout"));
  await assert.rejects(client.fetch(url, { signal: AbortSignal.abort() }), coded("aborted"));
  const stopper = new AbortController();
  const given = client.fetch(url, { signal: stopper.signal });
  stopper.abort();
  await assert.rejects(given, coded("aborted"));
  const last = client.fetch(url);
  client.close();
  await assert.rejects(last, coded("unavailable"));
  await assert.rejects(client.fetch(url), coded("unavailable"));
});

test("so many at a time; the others wait", async (t) => {
  const open: ServerResponse[] = [];
  let most = 0;
  const { port } = await serverOf(t, (_, response) => {
    open.push(response);
    most = Math.max(most, open.length);
    // A third would be here before the second is answered.
    if (open.length >= 2) setImmediate(() => open.splice(0).forEach((each) => void each.end()));
  });
  const client = clientOf(t, { ...inside, max_concurrent: 2 });
  await Promise.all(Array.from({ length: 8 }, () => client.fetch(`http://127.0.0.1:${port}/`)));
  assert.equal(most, 2);
});

test("too many that wait are refused", async (t) => {
  const { port } = await serverOf(t, () => {});
  const client = clientOf(t, { ...inside, max_concurrent: 1, max_queue: 3 });
  const waiting = Array.from({ length: 4 }, () => client.fetch(`http://127.0.0.1:${port}/`));
  const ended = Promise.allSettled(waiting);
  await assert.rejects(client.fetch(`http://127.0.0.1:${port}/`), coded("busy"));
  client.close();
  assert.ok((await ended).every(({ status }) => status === "rejected"));
});

test("a server that is not there, and what cannot be sent", async (t) => {
  const { port, server } = await serverOf(t, (_, response) => response.end());
  const client = clientOf(t, inside);
  const url = `http://127.0.0.1:${port}/`;
  await assert.rejects(client.fetch(url, { headers: { "bad name": "secret" } }), coded("invalid"));
  await assert.rejects(client.fetch(url, { headers: { good: "bad\nsecret" } }), (error: Error) => {
    return coded("invalid")(error) && !error.message.includes("secret");
  });
  server.close();
  await once(server, "close");
  await assert.rejects(client.fetch(url), coded("unreachable"));
});
