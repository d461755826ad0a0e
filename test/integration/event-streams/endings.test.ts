/** Streams of which an event is denied, lost or never whole: what arrives, and what the official client makes of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { variants } from "../../../src/envoy-config/modes.ts";
import { liveExchanges } from "../lifecycle/metrics.ts";
import { until } from "../lifecycle/until.ts";
import type { AdapterProcess } from "../parts/adapter.ts";
import { exchange, type Finished, send } from "../parts/client.ts";
import { gate } from "../parts/gate.ts";
import { connectClient } from "../parts/mcp-client.ts";
import { startRig } from "../parts/rig.ts";
import { type Answer, eventStream } from "../parts/upstream.ts";
import { call, denied, event, eventHead, ownError, patientConfig, progress, result } from "./messages.ts";

/** What the server writes, and what of it arrives; `code`: what it then waits for, and goes on without an end. */
type Ending = {
  readonly name: string;
  readonly written: readonly string[];
  readonly code?: string;
  readonly arrives: string;
  /** What the client's call fails with. */
  readonly error: { readonly code: number; readonly message: RegExp };
};

const tooLarge = ownError("event_too_large", "an event of the stream is too large");
const tooLate = ownError("event_timeout", "an event of the stream did not arrive in time");

const endings: readonly Ending[] = [
  {
    name: "denied in place, the stream goes on",
    written: [progress(1), `id: 7\nevent: message\ndata: ${result("forbidden")}\n\n`, progress(2)],
    arrives: `${progress(1)}id: 7\nevent: message\ndata: ${denied()}\n\n${progress(2)}`,
    error: { code: 40300, message: /No -- never/ },
  },
  {
    name: "a last event without its blank line, denied",
    written: [progress(1), `data: ${result("forbidden")}\n`],
    arrives: `${progress(1)}data: ${denied()}\n\n`,
    error: { code: 40300, message: /No -- never/ },
  },
  {
    name: "a last event without any line end, denied",
    written: [`id: 7\r\ndata: ${result("forbidden")}`],
    arrives: `id: 7\r\ndata: ${denied()}\r\n\r\n`,
    error: { code: 40300, message: /No -- never/ },
  },
  {
    name: "an event too large, its server goes on",
    written: [progress(1), `data: ${"secret-word ".repeat(1000)}`],
    code: "event_too_large",
    arrives: progress(1) + tooLarge,
    error: { code: -32600, message: /too large/ },
  },
  {
    name: "an event whose end does not come",
    written: [progress(1), `data: ${result("secret-word")}\n`],
    code: "event_timeout",
    arrives: progress(1) + tooLate,
    error: { code: -32600, message: /did not arrive in time/ },
  },
];

const limits = "limits: { event_bytes: 8000, event_timeout_ms: 500, message_budget_ms: 2000 }";

for (const variant of variants) {
  test(`${variant}: what arrives, and how it ends`, async (t) => {
    const { upstream, adapter, envoy } = await startRig(t, {
      config: patientConfig(limits),
      envoy: { variant },
    });
    for (const ending of endings) {
      const over = gate();
      upstream.answer = written(ending, adapter, over.passed);
      const response = await send(envoy.port, { body: call() });
      assert.equal(await response.until(ending.arrives), ending.arrives, ending.name);
      // under STREAMED Envoy gives no way to end the response
      if (variant === "override") over.open();
      const done = await response.finish();
      assert.deepEqual([done.status, done.ended, done.text], [200, "complete", ending.arrives], ending.name);
      await until(async () => (await liveExchanges(adapter)) === 0, 60);
      over.open();
    }
  });

  test(`${variant}: the official client's call fails with the reason, its session goes on`, async (t) => {
    const { upstream, adapter, envoy } = await startRig(t, {
      config: patientConfig(limits),
      envoy: { variant },
    });
    upstream.answer = asServer(eventStream([]));
    const client = await connectClient(envoy.port);
    for (const ending of endings) {
      upstream.answer = asServer(written(ending, adapter, new Promise(() => {})));
      const failed = await client.callTool({ name: "t" }).then(
        () => assert.fail(`${ending.name}: the call has a result`),
        (error: unknown) => error as { code?: number; message: string },
      );
      assert.equal(failed.code, ending.error.code, `${ending.name}: ${failed.message}`);
      assert.match(failed.message, ending.error.message);
      upstream.answer = asServer(eventStream([event(result("fine"))]));
      assert.deepEqual((await client.callTool({ name: "t" })).content, [{ type: "text", text: "fine" }]);
    }
    await client.close();
  });

  test(`${variant}: plugins out of time deny their event only`, async (t) => {
    const { upstream, envoy } = await startRig(t, { config: patientConfig(limits), envoy: { variant } });
    upstream.answer = eventStream([
      progress(1),
      event(result("wait for /nothing/ever secret-word")),
      progress(2),
    ]);
    const done = (await exchange(envoy.port, { body: call() })) as Finished;
    assert.equal(done.ended, "complete");
    const [first, second, third, rest] = done.text.split(/(?<=\n\n)/);
    assert.deepEqual([first, third, rest], [progress(1), progress(2), undefined]);
    const { id, error } = JSON.parse(second?.slice("data: ".length) ?? "") as typeof sample;
    assert.deepEqual([id, error.code, error.data.code], [1, 40300, "PLUGIN_TIMEOUT"]);
    assert.ok(!done.text.includes("secret-word"), done.text);
  });
}

const sample = { id: 1, error: { code: 0, data: { code: "" } } };

/** Writes, and where the stream is given up goes on, as if nothing was, until `over`. */
function written({ written: pieces, code }: Ending, adapter: AdapterProcess, over: Promise<void>): Answer {
  const decided = async (): Promise<number> =>
    (await adapter.management("/decisions")).body.split(`"${code}"`).length;
  return async (_, reply) => {
    const before = await decided();
    reply.head(200, eventHead);
    for (const piece of pieces) await reply.write(piece);
    if (code !== undefined) {
      await until(async () => (await decided()) > before, 60);
      await reply.write("secret-word\n\n");
      await over;
      await reply.write(event(result("secret-word")));
    }
    reply.end();
  };
}

/** A server of one session whose calls are answered so; ids in the written messages become the call's. */
function asServer(answer: Answer): Answer {
  return (request, reply) => {
    if (request.method !== "POST") {
      reply.head(405);
      return reply.end();
    }
    const { id, method } = JSON.parse(request.body.toString()) as { id?: number; method: string };
    if (id === undefined) {
      reply.head(202);
      return reply.end();
    }
    if (method === "initialize") {
      const initialized = {
        protocolVersion: "2025-11-25",
        capabilities: { tools: {} },
        serverInfo: { name: "s", version: "1" },
      };
      reply.head(200, { "content-type": "application/json", "mcp-session-id": "s" });
      return reply.end(JSON.stringify({ jsonrpc: "2.0", id, result: initialized }));
    }
    const { write, end } = reply;
    const own = (text: Uint8Array | string): string => text.toString().replace(/"id":\d+/, `"id":${id}`);
    return answer(request, {
      ...reply,
      write: (text) => write(own(text)),
      end: (text) => end(text && own(text)),
    });
  };
}
