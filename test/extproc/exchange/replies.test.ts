import assert from "node:assert/strict";
import { test } from "node:test";
import type { Exchange } from "../../../src/extproc/exchange/exchange-state.ts";
import { metadataOf } from "../../../src/extproc/exchange/replies.ts";
import type { Decision } from "../../../src/inspection/verdict.ts";
import { allow, deny, script, settled } from "./script.ts";

const allowed: Decision = { method: "tools/call", name: "q", verdict: "allow", action: "allowed" };
const recorded: Decision = { ...allowed, verdict: "deny", action: "recorded", plugin: "watcher", code: "W" };
const denied: Decision = { verdict: "deny", action: "denied", plugin: "guard", code: "G" };
const refused: Decision = { verdict: "error", action: "denied", code: "syntax" };

const sequences: Readonly<Record<string, { told: readonly Decision[]; merged: object }>> = {
  "nothing weightier came": { told: [recorded, allowed], merged: recorded },
  "a denial after an allowed request": { told: [allowed, denied], merged: { ...allowed, ...denied } },
  "a denial before an allowed answer": { told: [denied, allowed], merged: denied },
  "a refusal after a recorded denial": {
    told: [recorded, refused],
    merged: { ...recorded, ...refused, plugin: "" },
  },
  "the first of two denials": { told: [denied, refused], merged: denied },
};

for (const [name, { told, merged }] of Object.entries(sequences)) {
  test(`what Envoy makes of an exchange's decisions: ${name}`, () => {
    const exchange = { told: undefined } as Exchange;
    const seen = {};
    for (const decision of told) {
      Object.assign(seen, metadataOf(exchange, decision)?.dynamicMetadata?.["mcp.plugins_adapter"]);
    }
    assert.deepEqual(seen, merged);
  });
}

test("a body that is given up leaves a decision", () => {
  const tooLarge = script(allow, ["STREAMED", "BUFFERED"]);
  tooLarge.headers("request", { ":method": "POST" }).body("request", "x".repeat(101), false);
  assert.deepEqual(tooLarge.metadata, [{ verdict: "error", action: "denied", code: "request_too_large" }]);
});

test("a denied body leaves a decision", async () => {
  const refusing = script({ requestBody: () => deny }, ["BUFFERED", "BUFFERED"]);
  refusing.headers("request", { ":method": "POST" }).body("request", "x", true);
  await settled();
  assert.deepEqual(refusing.metadata, [{ verdict: "deny", action: "denied" }]);
});

for (const modes of [
  ["BUFFERED", "BUFFERED"],
  ["STREAMED", "STREAMED"],
  ["FULL_DUPLEX_STREAMED", "FULL_DUPLEX_STREAMED"],
] as const)
  test(`a request that a plugin answered gets an immediate response in ${modes[0]}`, async () => {
    const { denial } = deny;
    const decision = { verdict: "allow", action: "answered", plugin: "cache" } as const;
    const answering = script({ requestBody: () => ({ kind: "answer", answer: denial, decision }) }, modes);
    answering.headers("request", { ":method": "POST" }).body("request", "{}", true);
    await settled();
    const denying = script({ requestBody: () => deny }, modes);
    denying.headers("request", { ":method": "POST" }).body("request", "{}", true);
    await settled();
    assert.deepEqual(answering.log, denying.log);
    assert.match(answering.log.join("\n"), /denied/);
    assert.deepEqual(answering.metadata, [decision]);
  });
