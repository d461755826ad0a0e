import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type AdapterProcess, startAdapter } from "../parts/adapter.ts";
import { type ClientRequest, exchange, type Finished } from "../parts/client.ts";
import { startTestEnvoy, type TestEnvoy } from "../parts/envoy.ts";
import { eventStream, json, startUpstream, status, type Upstream } from "../parts/upstream.ts";

const plugin = (name: string) => `  - {name: ${name}, kind: "./http-plugin.ts#${name}"}\n`;
const config = (...names: string[]) =>
  `plugin_dirs: [test/integration/http-hooks]\nplugins:\n${names.map(plugin).join("")}` +
  "adapter: {not_mcp: [{method: POST, path: /token}]}\n";

const call = (text = "fine") =>
  `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"t","arguments":{"text":"${text}"}}}`;
const answer = (text: string) =>
  `{"jsonrpc":"2.0","id":7,"result":{"content":[{"type":"text","text":"${text}"}]}}`;

const headerOf = (done: Finished, name: string) =>
  done.headers.find(([key]) => key.toLowerCase() === name)?.[1];

for (const variant of ["static", "override"] as const) {
  for (const names of [["heads"], ["heads", "messages"]]) {
    describe(`${variant}, plugins: ${names.join(", ")}`, () => {
      const open: { close(): Promise<void> }[] = [];
      let upstream: Upstream;
      let envoy: TestEnvoy;
      let adapter: AdapterProcess;
      const reads = names.includes("messages");
      // With both plugins the operator lets plugins write credentials.
      const protectedHeaders = reads ? [] : ["authorization", "cookie"];

      before(async () => {
        upstream = await startUpstream();
        open.push(upstream);
        adapter = await startAdapter({ config: config(...names) });
        open.push(adapter);
        const at = { host: "127.0.0.1", port: upstream.port };
        envoy = await startTestEnvoy({
          adapter: adapter.address,
          upstream: at,
          variant,
          protectedHeaders,
          http1Trailers: true,
        });
        open.push(envoy);
      });
      after(async () => {
        for (const part of open.toReversed()) await part.close();
      });

      async function send(request: ClientRequest): Promise<Finished> {
        const done = await exchange(envoy.port, request);
        assert.ok(done.status !== undefined, JSON.stringify(done));
        return done;
      }
      const last = () => upstream.received.at(-1);

      for (const protocol of ["http1", "http2"] as const) {
        it(`${protocol}: edits of request headers reach the server, its answer's the client`, async () => {
          upstream.answer = json(answer("fine"), { headers: { "x-internal": "1", "mcp-session-id": "s" } });
          const headers = { "x-do": "edit", "mcp-session-id": "mine" };
          const done = await send({ protocol, body: call(), headers });
          assert.deepEqual([done.status, done.text], [200, answer("fine")]);
          assert.equal(last()?.header("x-do"), "edited");
          assert.equal(Buffer.from(last()?.header("x-added") ?? "", "latin1").length, 3);
          assert.equal(last()?.header("mcp-session-id"), "mine");
          assert.notEqual(last()?.header("host"), "evil");
          assert.match(headerOf(done, "x-trace") ?? "", /^POST 200 /);
          assert.equal(headerOf(done, "x-internal"), undefined);
          assert.equal(headerOf(done, "mcp-session-id"), "s");
        });

        it(`${protocol}: of a GET stream, a DELETE and what is not MCP, too`, async () => {
          const event = 'data: {"jsonrpc":"2.0","method":"notifications/message","params":{}}\n\n';
          upstream.answer = eventStream([event], { "x-internal": "1" });
          const accept = { accept: "text/event-stream", "x-do": "edit" };
          const stream = await send({ protocol, method: "GET", headers: accept });
          assert.equal(stream.text, event);
          assert.match(headerOf(stream, "x-trace") ?? "", /^GET 200 /);
          assert.equal(headerOf(stream, "x-internal"), undefined);
          assert.equal(last()?.header("x-do"), "edited");

          upstream.answer = status(405, { "x-internal": "1" });
          const gone = await send({ protocol, method: "DELETE", headers: { "x-do": "edit" } });
          assert.deepEqual([gone.status, headerOf(gone, "x-internal")], [405, undefined]);
          assert.equal(last()?.header("x-do"), "edited");

          upstream.answer = json('{"access_token":"x"}', { headers: { "x-internal": "1" } });
          const form = { "content-type": "application/x-www-form-urlencoded", "x-do": "edit" };
          const token = await send({ protocol, path: "/token", body: "a=1", headers: form });
          assert.deepEqual([token.status, token.text], [200, '{"access_token":"x"}']);
          assert.equal(headerOf(token, "x-internal"), undefined);
          assert.deepEqual([last()?.header("x-do"), last()?.body.toString()], ["edited", "a=1"]);
        });

        it(`${protocol}: a deny on the headers arrives with its status, and nothing reaches the server`, async () => {
          const before = upstream.received.length;
          for (const request of [{ body: call() }, { method: "GET" }, { method: "DELETE" }]) {
            const done = await send({ protocol, ...request, headers: { "x-do": "deny" } });
            assert.equal(done.status, 403);
            assert.equal(headerOf(done, "x-mcp-denied"), "true");
            assert.match(headerOf(done, "x-trace") ?? "", / 403 /);
            const { id, error } = JSON.parse(done.text);
            assert.deepEqual([id, error.data.code], [null, "NOT_TODAY"]);
          }
          const failed = await send({ protocol, body: call(), headers: { "x-do": "throw" } });
          assert.equal(failed.status, 500);
          assert.doesNotMatch(failed.text, /4111/);
          assert.equal(upstream.received.length, before);
        });

        it(`${protocol}: a deny on the answer's headers keeps it from the client`, async () => {
          upstream.answer = json(answer("hush"), { headers: { "x-poison": "1" } });
          const done = await send({ protocol, body: call() });
          assert.doesNotMatch(done.text, /hush/);
          assert.equal(JSON.parse(done.text).error.data.code, "POISON");
          upstream.answer = eventStream([`data: ${answer("hush")}\n\n`], { "x-poison": "1" });
          const stream = await send({ protocol, body: call() });
          assert.doesNotMatch(stream.text, /hush/);
          assert.equal(headerOf(stream, "x-mcp-denied"), "true");
        });

        it(`${protocol}: credentials reach the server where Envoy's mutation_rules let them, else it is a 500`, async () => {
          upstream.answer = json(answer("fine"));
          const before = upstream.received.length;
          const done = await send({ protocol, body: call(), headers: { "x-do": "token", "x-token": "t1" } });
          assert.equal(done.status, reads ? 200 : 500);
          if (reads) assert.equal(last()?.header("authorization"), "Bearer t1");
          else assert.equal(upstream.received.length, before);
        });

        if (!reads) continue;

        it(`${protocol}: the body is inspected after edits of headers, with the user that a plugin resolved`, async () => {
          upstream.answer = json(answer("fine"));
          const headers = { "x-do": "edit", authorization: "Bearer ann" };
          const done = await send({ protocol, body: call(), headers });
          assert.equal(done.status, 200);
          assert.equal(last()?.body.toString(), call().replace('"fine"', '"fine","who":"ann"'));
          assert.deepEqual([last()?.header("x-do"), last()?.header("x-late")], ["edited", "1"]);
          assert.equal(last()?.header("content-length"), String(last()?.body.length));
          const denied = await send({ protocol, body: call("forbidden"), headers });
          assert.equal(JSON.parse(denied.text).error.data.code, "FORBIDDEN");
          assert.match(headerOf(denied, "x-trace") ?? "", /^POST 200 /);
        });

        it(`${protocol}: users and permissions are refused: with 401, or under the message's id`, async () => {
          upstream.answer = json(answer("fine"));
          const before = upstream.received.length;
          const revoked = await send({
            protocol,
            body: call(),
            headers: { authorization: "Bearer revoked" },
          });
          assert.deepEqual([revoked.status, headerOf(revoked, "www-authenticate")], [401, "Bearer"]);
          const eve = { authorization: "Bearer eve" };
          const refused = await send({ protocol, body: call(), headers: eve });
          assert.equal(refused.status, 200);
          const { id, error } = JSON.parse(refused.text);
          assert.deepEqual([id, error.data.code], [7, "PERMISSION_DENIED"]);
          const ping = '{"jsonrpc":"2.0","id":8,"method":"ping"}';
          const batch = await send({ protocol, body: `[${ping},${call()}]`, headers: eve });
          assert.deepEqual(
            JSON.parse(batch.text).map((each: { id: number }) => each.id),
            [8, 7],
          );
          assert.equal(upstream.received.length, before);
          upstream.answer = json('{"jsonrpc":"2.0","id":8,"result":{}}');
          assert.equal((await send({ protocol, body: ping, headers: eve })).status, 200);
        });

        it(`${protocol}: who may not connect opens no stream and ends no session; who may does`, async () => {
          const accept = "text/event-stream";
          const event = 'data: {"jsonrpc":"2.0","method":"notifications/message","params":{}}\n\n';
          upstream.answer = eventStream([event]);
          const before = upstream.received.length;
          const mallory = { authorization: "Bearer mallory" };
          for (const request of [
            { method: "GET", headers: { ...mallory, accept } },
            { method: "DELETE", headers: mallory },
          ]) {
            const refused = await send({ protocol, ...request });
            assert.deepEqual([refused.status, headerOf(refused, "x-mcp-denied")], [403, "true"]);
          }
          const notified = '{"jsonrpc":"2.0","method":"notifications/initialized"}';
          assert.equal((await send({ protocol, body: notified, headers: mallory })).status, 403);
          assert.equal(upstream.received.length, before);
          const unasked = await send({ protocol, method: "GET", headers: { ...mallory, accept: "*/*" } });
          assert.deepEqual([unasked.status, headerOf(unasked, "x-mcp-denied")], [403, "true"]);
          assert.doesNotMatch(unasked.text, /notifications/);
          const eve = await send({
            protocol,
            method: "GET",
            headers: { authorization: "Bearer eve", accept },
          });
          assert.deepEqual([eve.status, eve.text], [200, event]);
        });

        for (const text of ["fine", "a secret"]) {
          it(`${protocol}: http_headers of an allowed result reach the client with JSON, "${text}"`, async () => {
            upstream.answer = json(answer(text), { headers: { "x-internal": "1" } });
            const done = await send({ protocol, body: call() });
            assert.equal(done.text, answer(text.replace("secret", "******")));
            assert.equal(headerOf(done, "x-ratelimit-limit"), "9");
            assert.equal(headerOf(done, "x-ratelimit-remaining"), "5");
            assert.equal(headerOf(done, "x-internal"), undefined);
            assert.equal(
              headerOf(done, "content-length") ?? String(done.body.length),
              String(done.body.length),
            );
          });
        }

        it(`${protocol}: with an event stream those of the request's hooks, as its headers go before its events`, async () => {
          upstream.answer = eventStream([`data: ${answer("a secret")}\n\n`], { "x-internal": "1" });
          const done = await send({ protocol, body: call() });
          assert.equal(done.text, `data: ${answer("a ******")}\n\n`);
          assert.equal(headerOf(done, "x-ratelimit-limit"), "9");
          assert.equal(headerOf(done, "x-ratelimit-remaining"), undefined);
          assert.equal(headerOf(done, "x-internal"), undefined);
        });
      }

      it("the adapter saw no fault of its own", () => {
        assert.doesNotMatch(adapter.output(), /inspection_failed|internal error|uncaught/i);
      });
    });
  }
}
