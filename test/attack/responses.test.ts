/** Each answer of the catalogue through Envoy and the adapter to a client that records bytes: what arrives, exactly. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startAdapter } from "../integration/parts/adapter.ts";
import { startTestEnvoy } from "../integration/parts/envoy.ts";
import { call, echo, marker, type RequestCase } from "./catalogue/case.ts";
import { piecesOf, responseCases } from "./catalogue/responses.ts";
import { watchingConfig } from "./parts/adapter-config.ts";
import { startAnswering } from "./parts/answering.ts";
import { recordReader, type Seen } from "./parts/seen.ts";
import { bytesOf, sendBytes } from "./parts/send.ts";
import { responseVerdictOf } from "./parts/verdict.ts";

/** A client opens a stream of its own. */
const opening: RequestCase = {
  name: "opening",
  method: "GET",
  body: "",
  headers: [
    ["accept", "text/event-stream"],
    ["content-type", ""],
  ],
  expect: "forwarded",
};

const calling: RequestCase = { name: "calling", body: call(echo, "7"), expect: "forwarded" };

test("every answer of the catalogue", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-attack-"));
  const open: { close(): Promise<void> }[] = [];
  t.after(async () => {
    for (const part of open.toReversed()) await part.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const opened = <T extends { close(): Promise<void> }>(part: T): T => {
    open.push(part);
    return part;
  };
  const record = join(folder, "seen.jsonl");
  writeFileSync(record, "");
  const seen = recordReader<Seen>(record);
  const server = opened(await startAnswering());
  const adapter = opened(await startAdapter({ config: watchingConfig(record) }));
  const envoy = opened(
    await startTestEnvoy({
      adapter: adapter.address,
      upstream: { host: "127.0.0.1", port: server.port, http2: false },
    }),
  );
  for (const one of responseCases) {
    await t.test(one.name, async () => {
      server.next(one);
      const request = one.leg === "get stream" ? opening : calling;
      const answer = await sendBytes(envoy.port, bytesOf(request, envoy.port));
      const sent = Buffer.concat(piecesOf(one, "7"));
      const judged = seen();
      assert.equal(
        responseVerdictOf(answer, sent),
        one.expect,
        `${answer.status} ${answer.body.subarray(0, 300)}`,
      );
      if (one.expect !== "forwarded") assert.ok(!answer.body.includes(marker));
      if (one.expect === "denied") assert.ok(judged.some(({ denied }) => denied));
    });
  }
});
