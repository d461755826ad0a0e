/**
 * Clients' answers to what a server's tool asks, through Envoy and the adapter to real servers with sessions: what a tool
 * takes, a plugin saw and let pass; what is denied ends the tool. In the short form one server; with ATTACK=full all.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startAdapter } from "../integration/parts/adapter.ts";
import { startTestEnvoy } from "../integration/parts/envoy.ts";
import { answerCases } from "./catalogue/conversations.ts";
import { watchingConfig } from "./parts/adapter-config.ts";
import { converse } from "./parts/conversation.ts";
import { isDenied, unseen } from "./parts/run-cases.ts";
import { type Ran, recordReader, type Seen } from "./parts/seen.ts";
import { askingServerNames, startServer } from "./parts/servers.ts";

const names = process.env.ATTACK === "full" ? askingServerNames : (["ts1"] as const);

for (const name of names) {
  test(`what a tool of ${name} is answered`, async (t) => {
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
    const records = { ran: join(folder, "ran.jsonl"), seen: join(folder, "seen.jsonl") };
    writeFileSync(records.seen, "");
    const server = opened(await startServer(name, records.ran, true));
    const adapter = opened(await startAdapter({ config: watchingConfig(records.seen) }));
    const envoy = opened(
      await startTestEnvoy({
        adapter: adapter.address,
        upstream: { host: "127.0.0.1", port: server.port, http2: false },
      }),
    );
    const seen = recordReader<Seen>(records.seen);
    const newlyRan = recordReader<Ran>(records.ran);
    for (const one of answerCases) {
      await t.test(one.name, async () => {
        const { status, ended } = await converse(envoy.port, one);
        const ran = newlyRan().filter(({ tool }) => tool === "answer" || tool === "refused");
        assert.deepEqual(ran.filter(isDenied), [], "it took what the plugin denies");
        assert.deepEqual(
          unseen(
            ran.filter(({ tool }) => tool === "answer"),
            seen(),
          ),
          [],
          "it took what no plugin saw",
        );
        const taken = ran.some(({ tool }) => tool === "answer");
        const expected = { taken: one.expect === "taken", ended: one.expect !== "refused" };
        assert.deepEqual({ taken, ended }, expected, `${status} ${JSON.stringify(ran)} ${server.output()}`);
      });
    }
  });
}
