import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { exchange } from "./parts/client.ts";
import { startRig } from "./parts/rig.ts";
import { json } from "./parts/upstream.ts";

const config = `plugins:
  - name: Cache
    kind: response_cache
    priority: 1
    config: {cacheable_tools: [read]}
  - name: Words
    kind: deny_filter
    priority: 2
    config: {words: [forbidden]}
adapter: {identity: {user: {header: x-user}}}
`;

const call = (id: string, text: string) =>
  `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"read","arguments":{"text":"${text}"}}}`;
const result = (id: string, text: string) =>
  `{"jsonrpc":"2.0","id":${id},"result":{"content":[{"type":"text","text":"${text}"}]}}`;

describe("calls that a plugin answers on a real Envoy", () => {
  for (const variant of ["static", "override"] as const)
    for (const protocol of ["http1", "http2"] as const)
      test(`${variant}, ${protocol}: the server is asked once for each caller`, async (t) => {
        const { upstream, envoy } = await startRig(t, { config, envoy: { variant } });
        upstream.answer = (request, reply) => {
          const { id } = JSON.parse(request.body.toString()) as { id: string | number };
          return json(result(JSON.stringify(id), `answer ${upstream.received.length}`))(request, reply);
        };
        const ask = async (user: string, id: string, text = "t") => {
          const done = await exchange(envoy.port, {
            protocol,
            body: call(id, text),
            headers: { accept: "application/json, text/event-stream", "x-user": user },
          });
          assert.ok(done.status !== undefined, JSON.stringify(done));
          return done;
        };
        const rows = [
          ["ada", "1", result("1", "answer 1"), 1],
          ["ada", '"1"', result('"1"', "answer 1"), 1],
          ["bob", "1", result("1", "answer 2"), 2],
          ["bob", "2", result("2", "answer 2"), 2],
          ["ada", "3", result("3", "answer 1"), 2],
        ] as const;
        for (const [user, id, body, asked] of rows) {
          const done = await ask(user, id);
          assert.deepEqual([done.status, done.text], [200, body]);
          assert.equal(upstream.received.length, asked);
          const type = done.headers.find(([name]) => name.toLowerCase() === "content-type")?.[1];
          assert.match(type ?? "", /^application\/json/);
        }
        const denied = await ask("ada", "4", "forbidden");
        assert.ok(denied.headers.some(([name]) => name.toLowerCase() === "x-mcp-denied"));
        assert.equal(upstream.received.length, 2);
      });
});
