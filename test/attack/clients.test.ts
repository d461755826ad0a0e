/**
 * The answers of the catalogue through the adapter and Envoy to real clients: the marker word reaches none of them, and
 * whatever one hands to its caller, a plugin saw and let pass. In the short form one client; with ATTACK=full all of them.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { marker } from "./catalogue/case.ts";
import { startAnswered } from "./parts/answered.ts";
import { clientNames, startClient } from "./parts/clients.ts";
import { textsOf } from "./parts/texts.ts";
import { askedBy, casesFor, takenTexts } from "./parts/victims.ts";

const names = process.env.ATTACK === "full" ? clientNames : (["ts1"] as const);
/** Where a client has nothing to take, it waits in vain. */
const patience = 1000;
const longPatience = 20_000;

/** What clients take without the adapter; what is forwarded they must take with it. */
const evidence: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(new URL("./evidence-responses.json", import.meta.url), "utf8"),
);

for (const name of names) {
  test(`what the client ${name} takes`, async (t) => {
    const { opened, seen, server, envoy } = await startAnswered(t);
    const client = opened(startClient(name));
    for (const one of casesFor(name)) {
      await t.test(one.name, async () => {
        server.next(one);
        // Some end their session with its stream, be the answer there or not.
        const mustArrive =
          one.expect === "forwarded" &&
          one.leg !== "get stream" &&
          (evidence[one.name]?.includes(name) ?? false);
        const taken = await client.ask(askedBy(one, envoy.port, mustArrive ? longPatience : patience));
        const text = JSON.stringify(taken);
        assert.ok(!text.includes(marker), text);
        const allowed = new Set(seen().flatMap(({ denied, payload }) => (denied ? [] : textsOf(payload))));
        for (const part of takenTexts(taken))
          assert.ok(allowed.has(part), `no plugin saw ${part} of ${text}`);
        if (mustArrive) assert.ok(takenTexts(taken).length > 0, text);
      });
    }
  });
}
