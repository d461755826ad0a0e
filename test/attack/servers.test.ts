/**
 * The requests of the catalogue through Envoy and the adapter to real servers: whatever one of them runs, a plugin saw and
 * let pass. In the short form two servers; with ATTACK=full all of them.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { RequestCase } from "./catalogue/case.ts";
import { requestCases } from "./catalogue/requests.ts";
import { startBeforeServer } from "./parts/real-server.ts";
import { isDenied, type Outcome, runCases, unseen } from "./parts/run-cases.ts";
import { sendCase } from "./parts/send.ts";
import { serverNames } from "./parts/servers.ts";

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
    const { server, envoy, seen, newlyRan } = await startBeforeServer(t, name);
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
