import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleCard, startSampleServer } from "../../../src/commands/demo/sample-server.ts";
import { tryByHand } from "../../../src/commands/demo/try-by-hand.ts";
import { connectClient } from "../../integration/parts/mcp-client.ts";

test("the lines to try by hand are requests that the server answers", async (t) => {
  const server = await startSampleServer({ port: 0 });
  t.after(() => server.close());
  const url = `http://127.0.0.1:${server.port}/mcp`;
  const lines = tryByHand(url, true).filter((line) => line.trim().startsWith("curl"));
  assert.equal(lines.length, 3);
  for (const line of lines) {
    const [, body] = /-d '(.*)'$/.exec(line) as unknown as [string, string];
    const headers = Object.fromEntries(
      [...line.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name, value]) => [name, value]),
    );
    const response = await fetch(url, { method: "POST", headers: headers as Record<string, string>, body });
    const text = await response.text();
    assert.equal(response.status, 200);
    assert.match(text, /"result":/);
    if (body.includes("stream_report")) {
      assert.equal(response.headers.get("content-type"), "text/event-stream");
      assert.match(text, /notifications\/progress/);
    }
  }
});

test("with plugins of one's own nothing is promised of them", () => {
  assert.match(tryByHand("http://h", true).join(), /denied|masked/);
  assert.doesNotMatch(tryByHand("http://h", false).join(), /denied|masked/);
});

for (const responses of ["json", "event stream"] as const) {
  test(`with sessions, answers as ${responses}: the whole life of a session`, async (t) => {
    const server = await startSampleServer({ port: 0, sessions: { responses } });
    t.after(() => server.close());
    const client = await connectClient(server.port);
    t.after(() => client.close());
    assert.notEqual(client.transport.sessionId, undefined);
    const result = await client.callTool({ name: "lookup_customer", arguments: { id: "7" } });
    assert.deepEqual(result.structuredContent, { id: "7", name: "Ada Example", card: sampleCard });
    assert.deepEqual(server.calls, ['lookup_customer {"id":"7"}']);
    assert.equal(client.contentTypes.at(-1), responses === "json" ? "application/json" : "text/event-stream");
    await client.transport.terminateSession();
  });
}
