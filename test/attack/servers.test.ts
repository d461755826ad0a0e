/**
 * The requests of the catalogue through Envoy and the adapter to real servers: whatever one of them runs, a plugin saw and
 * let pass. In the short form two servers; with ATTACK=full all of them.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startAdapter } from "../integration/parts/adapter.ts";
import { startTestEnvoy } from "../integration/parts/envoy.ts";
import type { RequestCase } from "./catalogue/case.ts";
import { requestCases } from "./catalogue/requests.ts";
import { watchingConfig } from "./parts/adapter-config.ts";
import { isDenied, type Outcome, runCases, unseen } from "./parts/run-cases.ts";
import { type Ran, recordReader, type Seen } from "./parts/seen.ts";
import { sendCase } from "./parts/send.ts";
import { serverNames, startServer } from "./parts/servers.ts";

const full = process.env.ATTACK === "full";
const names = full ? serverNames : (["ts1", "ts1x"] as const);
/** Envoy takes a second for each request that it refuses: these are sent at once, and left out of the short form. */
const isRefused = ({ expect }: RequestCase): boolean => expect === "refused by envoy";
const cases = requestCases.filter((one) => !isRefused(one));
const refused = full ? requestCases.filter(isRefused) : [];

/** What servers run without the adapter; what is forwarded they must run with it. */
const evidence: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(new URL("./evidence.json", import.meta.url), "utf8"),
);

for (const name of names) {
  test(`what ${name} runs`, async (t) => {
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
    const server = opened(await startServer(name, records.ran));
    const adapter = opened(await startAdapter({ config: watchingConfig(records.seen) }));
    const envoy = opened(
      await startTestEnvoy({
        adapter: adapter.address,
        upstream: { host: "127.0.0.1", port: server.port, http2: false },
      }),
    );
    const seen = recordReader<Seen>(records.seen);
    const newlyRan = recordReader<Ran>(records.ran);
    for (const one of cases) {
      await t.test(one.name, async () => {
        const [outcome] = await runCases([one], envoy.port, server.port, newlyRan);
        const { ran } = outcome as Outcome;
        assert.deepEqual(ran.filter(isDenied), [], "it ran what the plugin denies");
        assert.deepEqual(unseen(ran, seen()), [], "it ran what no plugin saw");
        const runsIt = evidence[one.name]?.some((entry) => entry.replace("!", "") === name) ?? false;
        // Of what is denied in place, the rest may run.
        if (one.expect !== "forwarded" && one.expect !== "denied in place") assert.deepEqual(ran, []);
        else if (one.expect === "forwarded" && runsIt)
          assert.ok(ran.length > 0, "it does not run what it runs without the adapter");
      });
    }
    await t.test("what Envoy refuses", async () => {
      await Promise.all(refused.map((one) => sendCase(one, envoy.port)));
      const [outcome] = await runCases([good], envoy.port, server.port, newlyRan);
      assert.deepEqual(outcome?.ran, [{ tool: "echo", text: "hi" }], server.output());
    });
  });
}

const good = requestCases.find(
  ({ name }) => name === "message/harmless call",
) as (typeof requestCases)[number];
