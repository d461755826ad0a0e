/**
 * The official conformance suite against real servers, straight and through Envoy: no check may say anything else.
 * CONFORMANCE=full runs every suite on every server every way; else what the most goes through, in under a minute.
 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { everyHook } from "../integration/transparency/every-hook.ts";
import { type OpenWay, onlookers, openWay, type Way, ways } from "../integration/transparency/ways.ts";
import { assertSame, type Check, differences, tally } from "./compare.ts";
import { type RunningServer, type ServerName, startServer } from "./servers.ts";
import { runSuite, type SuiteName, suites } from "./suites.ts";

const full = process.env.CONFORMANCE === "full";

const denying = `plugins:
  - { name: denies, kind: deny_filter, mode: enforce, config: { words: [simple] } }
`;
const masking = `plugins:
  - { name: masks, kind: search_replace, mode: enforce, config: { words: [{ search: simple, replace: plain }] } }
`;

/** How many checks pass straight: fewer would mean that less is compared than it seems. */
const passing: Readonly<Record<ServerName, Partial<Record<SuiteName, number>>>> = {
  "event streams": { "0.1.16": 40, "0.2 of 2025-11-25": 84, "0.2 of 2026-07-28": 158 },
  JSON: { "0.1.16": 25, "0.2 of 2025-11-25": 66, "0.2 of 2026-07-28": 157 },
  "Python 1": { "0.1.16": 15, "0.2 of 2025-11-25": 49 },
  "Python 2": { "0.1.16": 15, "0.2 of 2025-11-25": 49, "0.2 of 2026-07-28": 110 },
  "server-everything": { "0.1.16": 13, "0.2 of 2025-11-25": 47 },
};

const serversTested = (Object.keys(passing) as ServerName[]).filter(
  (server) => full || server === "event streams",
);
const suitesOf = (server: ServerName) =>
  (Object.keys(suites) as SuiteName[]).filter(
    (suite) => passing[server][suite] !== undefined && (full || suite !== "0.1.16"),
  );
const waysTested = ways.filter((way) => full || way.config === onlookers);

for (const server of serversTested) {
  describe(server, () => {
    const straight = new Map<SuiteName, readonly Check[]>();
    let running: RunningServer;
    before(async () => {
      running = await startServer(server);
    });
    after(() => running.close());

    for (const suite of suitesOf(server)) {
      it(`${suite}, straight: the server passes what it passed, and says the same twice`, async () => {
        straight.set(suite, await runSuite(suite, running.port));
        const statuses = tally(straight.get(suite) ?? []);
        assert.ok((statuses.SUCCESS ?? 0) >= (passing[server][suite] ?? 0), JSON.stringify(statuses));
        if (full) assertSame(straight.get(suite), await runSuite(suite, running.port));
      });
    }

    if (full && server === "event streams")
      it("a plugin that acts is noticed, and so is one that only masks", async () => {
        for (const config of [denying, masking]) {
          const opened = await openWay({ name: "acting", config, envoy: {} }, running.port);
          try {
            const through = await runSuite("0.1.16", opened.port);
            const lines = differences(straight.get("0.1.16") ?? [], through);
            assert.match(
              lines.join("\n"),
              /^through Envoy only: tools-call-simple-text \/ tools-call-simple-text /m,
            );
          } finally {
            await opened.close();
          }
        }
      });

    for (const way of waysTested) throughOneWay(way, server, straight, () => running.port);
  });
}

function throughOneWay(
  way: Way,
  server: ServerName,
  straight: ReadonlyMap<SuiteName, readonly Check[]>,
  port: () => number,
): void {
  describe(way.name, () => {
    let opened: OpenWay;
    before(async () => {
      opened = await openWay(way, port());
    });
    after(() => opened.close());

    for (const suite of suitesOf(server)) {
      it(`${suite}: check by check as straight`, async () => {
        assertSame(straight.get(suite), await runSuite(suite, opened.port));
      });
    }

    if (way.config === onlookers)
      it("the onlooker was asked at every hook, and nothing went wrong in the adapter", async () => {
        assert.deepEqual(await opened.asked(), everyHook);
        assert.doesNotMatch(opened.adapter?.output() ?? "", /inspection_failed|internal error|uncaught/i);
      });
  });
}
