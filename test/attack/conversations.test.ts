/**
 * Clients' answers to what a server's tool asks, through Envoy and the adapter to real servers with sessions: what a tool
 * takes, a plugin saw and let pass; what is denied ends the tool. In the short form one server; with ATTACK=full all.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { answerCases } from "./catalogue/conversations.ts";
import { converse } from "./parts/conversation.ts";
import { startBeforeServer } from "./parts/real-server.ts";
import { isDenied, unseen } from "./parts/run-cases.ts";
import { askingServerNames } from "./parts/servers.ts";

const names = process.env.ATTACK === "full" ? askingServerNames : (["ts1"] as const);

for (const name of names) {
  test(`what a tool of ${name} is answered`, async (t) => {
    const { server, envoy, seen, newlyRan } = await startBeforeServer(t, name, true);
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
