/** The client scenarios of the conformance suite with the official TypeScript client, straight and through Envoy. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type AdapterProcess, startAdapter } from "../integration/parts/adapter.ts";
import { onlookers, ways } from "../integration/transparency/ways.ts";
import { runScenario } from "./client/run-scenario.ts";
import { scenarios } from "./client/scenarios.ts";
import { assertSame, type Check, tally } from "./compare.ts";

const full = process.env.CONFORMANCE === "full";
/** Those that show most: fields of events and resuming, multi-round trips, arguments in headers. */
const short = new Set(["sse-retry", "sep-2322-client-request-state", "http-custom-headers"]);

const tested = scenarios.filter(([scenario]) => full || short.has(scenario));
const waysTested = ways.filter((way) => full || (way.config === onlookers && way.envoy.variant === "static"));
const straight = new Map<string, readonly Check[]>();

for (const [scenario, revision] of tested) {
  it(`${scenario} of ${revision}, straight: the client passes`, async () => {
    const checks = await runScenario(scenario, revision);
    assert.equal(tally(checks).FAILURE ?? 0, 0, JSON.stringify(tally(checks)));
    straight.set(`${scenario} ${revision}`, checks);
  });
}

for (const way of waysTested) {
  describe(way.name, () => {
    let adapter: AdapterProcess | undefined;
    before(async () => {
      if (way.config !== undefined) adapter = await startAdapter({ config: way.config });
    });
    after(() => adapter?.close());

    for (const [scenario, revision] of tested) {
      it(`${scenario} of ${revision}: check by check as straight`, async () => {
        const through = { adapter: adapter?.address, envoy: way.envoy };
        assertSame(straight.get(`${scenario} ${revision}`), await runScenario(scenario, revision, through));
      });
    }
  });
}
