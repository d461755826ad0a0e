/** Each request of the catalogue through Envoy and the adapter to a server that records bytes: its verdict, exactly. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startRig } from "../integration/parts/rig.ts";
import { json } from "../integration/parts/upstream.ts";
import { requestCases } from "./catalogue/requests.ts";
import { watchingConfig } from "./parts/adapter-config.ts";
import { recordReader, type Seen } from "./parts/seen.ts";
import { bytesOf, sendBytes } from "./parts/send.ts";
import { verdictOf } from "./parts/verdict.ts";

test("every request of the catalogue", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-attack-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const record = join(folder, "seen.jsonl");
  writeFileSync(record, "");
  const seen = recordReader<Seen>(record);
  const { upstream, envoy } = await startRig(t, {
    config: watchingConfig(record),
    upstream: { answer: json({ jsonrpc: "2.0", id: 1, result: {} }) },
  });
  for (const one of requestCases) {
    await t.test(one.name, async () => {
      const before = upstream.received.length;
      const answer = await sendBytes(envoy.port, bytesOf(one, envoy.port));
      const reached = upstream.received.slice(before);
      const verdict = verdictOf(
        answer,
        reached.map(({ body }) => body),
        one.body,
      );
      const judged = seen();
      assert.equal(verdict, one.expect, `${answer.status} ${answer.body.subarray(0, 300)}`);
      if (one.expect === "denied") assert.ok(judged.some(({ denied }) => denied));
      if (one.expect.startsWith("refused")) assert.equal(reached.length, 0);
    });
  }
});
