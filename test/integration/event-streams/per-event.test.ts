/** One event after the other: none waits for the next one's verdict, and each arrives as its server wrote it. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { variants } from "../../../src/envoy-config/modes.ts";
import { liveExchanges } from "../lifecycle/metrics.ts";
import { until } from "../lifecycle/until.ts";
import { exchange, send } from "../parts/client.ts";
import { gate } from "../parts/gate.ts";
import { startRig } from "../parts/rig.ts";
import { eventStream } from "../parts/upstream.ts";
import {
  call,
  denied,
  event,
  eventHead,
  longBudget,
  longTimeout,
  patientConfig,
  progress,
  result,
} from "./messages.ts";

/** A file that is not there until the test writes it. */
function sign(t: TestContext): { readonly path: string; give(): void } {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-sign-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "go");
  return { path, give: () => writeFileSync(path, "") };
}

const asked = "patient: asked";

for (const variant of variants) {
  test(`${variant}: an event is forwarded while the next is judged, and no later one before it`, async (t) => {
    const { upstream, adapter, envoy } = await startRig(t, {
      config: patientConfig(longBudget),
      envoy: { variant, ...longTimeout },
    });
    const go = sign(t);
    const waiting = event(result(`wait for ${go.path} secret-word`));
    const first = gate();
    upstream.answer = async (_, reply) => {
      reply.head(200, eventHead);
      if (variant === "static") await reply.write(progress(1) + waiting + progress(2));
      else {
        // what Envoy hands over in one frame has one answer
        await reply.write(progress(1));
        await first.passed;
        await reply.write(waiting + progress(2));
      }
      reply.end(progress(3));
    };
    const response = await send(envoy.port, { body: call() });
    assert.equal(await response.until(progress(1)), progress(1));
    first.open();
    await until(() => adapter.output().includes(asked), 60);
    assert.equal(await response.until(progress(1)), progress(1));
    go.give();
    const done = await response.finish();
    assert.equal(done.ended, "complete");
    const shown = waiting.replace("secret-word", "hidden");
    assert.equal(done.text, progress(1) + shown + progress(2) + progress(3));
  });

  for (const protocol of ["http1", "http2"] as const) {
    test(`${variant}, ${protocol}: a client that goes while its event is judged ends the server's work, and its plugin is told`, async (t) => {
      const { upstream, adapter, envoy } = await startRig(t, {
        config: patientConfig(longBudget),
        envoy: { variant, ...longTimeout },
      });
      const go = sign(t);
      const gone = gate();
      upstream.answer = async (_, reply) => {
        reply.head(200, eventHead);
        await reply.write(progress(1));
        await reply.write(event(result(`wait for ${go.path}`)));
        await reply.closed;
        gone.open();
      };
      const response = await send(envoy.port, { protocol, body: call() });
      await until(() => adapter.output().includes(asked), 60);
      response.abort();
      await gone.passed;
      await until(() => adapter.output().includes("patient: told"), 60);
      assert.match(adapter.output(), /"why":"AbortError"/);
      await until(async () => (await liveExchanges(adapter)) === 0, 60);
      assert.doesNotMatch(adapter.output(), /"level":50/);
    });
  }

  test(`${variant}: line ends, comments, ids, retry and priming events arrive as they were sent`, async (t) => {
    const { upstream, envoy } = await startRig(t, { config: patientConfig(), envoy: { variant } });
    for (const end of ["\n", "\r\n", "\r"]) {
      const stream = [
        ...[": hello", "", "id: 1", "data:", "", "retry: 3000", "", "id", "data: ", ""],
        ...["event: message", `data:${progress(1).slice(6, -2)}`, "id: a b", "retry: x", "", "", ":", ""],
        // with CR alone Go's clients would read these as others do not
        ...(end === "\r"
          ? []
          : ["x-trace: 7", "", "x-trace: 8", 'data: {"jsonrpc":"2.0",', 'data: "method":"a/b"}', ""]),
        ...[`data: ${result("fine \u2028\u0085")}`, "id: 3", "", "id: 4", ""],
      ].join(end);
      const bytes = Buffer.from(stream);
      for (const sent of [
        [bytes],
        [...bytes].map((byte) => Uint8Array.of(byte)),
        [bytes.subarray(0, 21), bytes.subarray(21)],
      ]) {
        upstream.answer = eventStream(sent);
        const done = await exchange(envoy.port, { body: call() });
        assert.ok(done.status === 200 && done.ended === "complete");
        assert.equal(done.text, stream, JSON.stringify(end));
      }
    }
  });

  test(`${variant}: a resumed stream gets its cursor, whatever became of the events`, async (t) => {
    const { upstream, envoy } = await startRig(t, { config: patientConfig(), envoy: { variant } });
    upstream.answer = eventStream([
      `id: 5\ndata:\n\nid: 6\n${event(result("secret-word", 9))}`,
      `id: 7\r\nretry: 20\r\ndata: ${result("forbidden", 9)}\r\n\r\nid: 8\n${progress(1)}`,
    ]);
    const done = await exchange(envoy.port, {
      method: "GET",
      headers: { accept: "text/event-stream", "last-event-id": "4", "mcp-session-id": "s" },
    });
    assert.ok(done.status === 200 && done.ended === "complete");
    assert.equal(upstream.received[0]?.header("last-event-id"), "4");
    assert.equal(
      done.text,
      `id: 5\ndata:\n\nid: 6\n${event(result("hidden", 9))}` +
        `id: 7\r\nretry: 20\r\ndata: ${denied(9)}\r\n\r\nid: 8\n${progress(1)}`,
    );
  });

  test(`${variant}: cut in two at any byte, a stream gives the same`, async (t) => {
    const { upstream, envoy } = await startRig(t, { config: patientConfig(), envoy: { variant } });
    const stream = Buffer.from(
      `: hi\r\n\r\nid: 1\ndata:\n\n${progress(1)}data: ${result("é🙂 secret-word")}\r\r\nid: 2\rdata: ${result("forbidden")}\r\r: x\n\ndata: ${result("fine")}`,
    );
    const once = stream.toString().replace("secret-word", "hidden").replace(result("forbidden"), denied());
    let at = 0;
    const lane = async (): Promise<void> => {
      for (let cut = at++; cut <= stream.length; cut = at++) {
        const body = call(`${cut}`);
        const done = await exchange(envoy.port, { body });
        assert.ok(done.status === 200 && done.ended === "complete");
        assert.equal(done.text, once.replaceAll('"id":1,', `"id":"${cut}",`), `cut at ${cut}`);
      }
    };
    upstream.answer = async ({ body }, reply) => {
      const { id } = JSON.parse(body.toString()) as { id: string };
      const text = (part: Uint8Array): Buffer =>
        Buffer.from(Buffer.from(part).toString("latin1").replaceAll('"id":1,', `"id":"${id}",`), "latin1");
      const whole = text(stream);
      reply.head(200, eventHead);
      await reply.write(whole.subarray(0, Number(id)));
      reply.end(whole.subarray(Number(id)));
    };
    await Promise.all(Array.from({ length: 8 }, lane));
  });
}
