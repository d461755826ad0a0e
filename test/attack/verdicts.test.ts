/** Each request of the catalogue through Envoy and the adapter to a server that records bytes: its verdict, exactly. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { startRig } from "../integration/parts/rig.ts";
import { json } from "../integration/parts/upstream.ts";
import type { RequestCase } from "./catalogue/case.ts";
import { requestCases } from "./catalogue/requests.ts";
import { watchingConfig } from "./parts/adapter-config.ts";
import { recordReader, type Seen } from "./parts/seen.ts";
import { sendCase } from "./parts/send.ts";
import { verdictOf } from "./parts/verdict.ts";

test("every request of the catalogue", (t) => runAll(t, requestCases, false));

const framed = requestCases.filter(({ http, framed }) => http === "2" || framed !== undefined);
test("what HTTP frames, to a server of HTTP/2", (t) => runAll(t, framed, true));

async function runAll(t: TestContext, cases: readonly RequestCase[], http2: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-attack-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const record = join(folder, "seen.jsonl");
  writeFileSync(record, "");
  const seen = recordReader<Seen>(record);
  const { upstream, envoy } = await startRig(t, {
    config: watchingConfig(record),
    upstream: { answer: json({ jsonrpc: "2.0", id: 1, result: {} }), http2 },
  });
  for (const one of cases.filter(({ expect }) => expect !== "refused by envoy")) {
    await t.test(one.name, async () => {
      const before = upstream.received.length;
      const answer = await sendCase(one, envoy.port);
      const reached = upstream.received.slice(before).map(({ body }) => body);
      const judged = seen();
      assert.equal(
        verdictOf(answer, reached, one.body, judged),
        one.expect,
        `${answer.status} ${answer.body.subarray(0, 300)}`,
      );
      if (one.expect.startsWith("refused")) assert.equal(reached.length, 0);
    });
  }
  // Envoy takes a second for each that it refuses.
  const refused = cases.filter(({ expect }) => expect === "refused by envoy");
  await t.test("what Envoy refuses", { concurrency: 20 }, async (t) => {
    const before = upstream.received.length;
    await Promise.all(
      refused.map((one) =>
        t.test(one.name, async () => {
          const answer = await sendCase(one, envoy.port);
          assert.equal(verdictOf(answer, [], one.body, []), one.expect, `${answer.status} ${answer.body}`);
        }),
      ),
    );
    assert.equal(upstream.received.length, before);
  });
}
