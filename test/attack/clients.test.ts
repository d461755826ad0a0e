/**
 * The answers of the catalogue through the adapter and Envoy to real clients: the marker word reaches none of them, and
 * whatever one hands to its caller as a result, a plugin saw and let pass. In the short form one client; with ATTACK=full
 * all of them.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { marker } from "./catalogue/case.ts";
import { responseCases } from "./catalogue/responses.ts";
import { startAnswered } from "./parts/answered.ts";
import { clientNames, startClient } from "./parts/clients.ts";

const names = process.env.ATTACK === "full" ? clientNames : (["ts1"] as const);
/** Where a client has nothing to take, it waits in vain. */
const patience = 1000;
const longPatience = 20_000;
/** Redirects lead to hosts that are none. */
const cases = responseCases.filter(
  ({ status = 200, leg }) => leg !== "get stream" && (status < 300 || status > 399),
);

/** What clients take without the adapter; what is forwarded they must take with it. */
const evidence: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(new URL("./evidence-responses.json", import.meta.url), "utf8"),
);

for (const name of names) {
  test(`what the client ${name} takes`, async (t) => {
    const { opened, seen, server, envoy } = await startAnswered(t);
    const client = opened(startClient(name));
    for (const one of cases) {
      await t.test(one.name, async () => {
        server.next(one);
        const mustArrive = one.expect === "forwarded" && (evidence[one.name]?.includes(name) ?? false);
        const taken = await client.call(
          `http://127.0.0.1:${envoy.port}/mcp`,
          mustArrive ? longPatience : patience,
        );
        const allowed = seen().filter(({ denied }) => !denied);
        const text = JSON.stringify(taken);
        assert.ok(!text.includes(marker), text);
        if (taken.result !== undefined) {
          assert.ok(
            textsOf(taken.result).every((part) => JSON.stringify(allowed).includes(JSON.stringify(part))),
            `no plugin saw ${text}`,
          );
        }
        if (mustArrive) assert.ok(textsOf(taken.result).length > 0, text);
      });
    }
  });
}

/** The texts of a result's content. */
function textsOf(result: unknown): string[] {
  const { content } = result as { content?: unknown };
  return Array.isArray(content)
    ? content.flatMap(({ text }) => (typeof text === "string" ? [text] : []))
    : [];
}
