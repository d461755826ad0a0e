import assert from "node:assert/strict";
import { test } from "node:test";
import { type Check, differences } from "./compare.ts";

const check = (change: Partial<Check> = {}): Check => ({
  scenario: "ping",
  id: "a-check",
  name: "ACheck",
  status: "SUCCESS",
  details: { status: 200, eventId: "e-1" },
  ...change,
});

const differing: Readonly<Record<string, readonly [Check[], Check[]]>> = {
  "a check that fails": [[check()], [check({ status: "FAILURE", errorMessage: "no answer" })]],
  "a check that is missing": [[check(), check()], [check()]],
  "a check too many": [[check()], [check(), check()]],
  "a check of another scenario": [[check()], [check({ scenario: "pong" })]],
  "an event without its id": [[check()], [check({ details: { status: 200 } })]],
  "another status": [[check()], [check({ details: { status: 202, eventId: "e-1" } })]],
  "another code of an error": [
    [check({ details: { error: { code: -32020 }, id: 1 } })],
    [check({ details: { error: { code: -32602 }, id: 1 } })],
  ],
};

const same: Readonly<Record<string, readonly [Partial<Check>, Partial<Check>]>> = {
  "at other times": [
    { details: { at: "2026-01-01T00:00:00.000Z", elapsedMs: 3, date: "Mon" } },
    { details: { at: "2026-01-02T00:00:00.000Z", elapsedMs: 9 } },
  ],
  "on other ports and sessions": [
    { details: { url: "http://127.0.0.1:1/mcp", session: "00000000-0000-0000-0000-00000000000a" } },
    { details: { url: "http://127.0.0.1:22/mcp", session: "00000000-0000-0000-0000-00000000000b" } },
  ],
  "a contradiction in other words": [
    { details: { error: { code: -32020, message: "one" }, id: 1 } },
    { details: { error: { code: -32020, message: "two" }, id: 1 } },
  ],
};

for (const [name, [straight, through]] of Object.entries(differing))
  test(`${name} is a difference that names the check`, () => {
    const lines = differences(straight, through);
    assert.match(lines.join("\n"), /^(?:straight|through Envoy) only: \w+ \/ a-check /);
  });

for (const [name, [straight, through]] of Object.entries(same))
  test(`the same ${name} is none`, () => {
    assert.deepEqual(differences([check(straight)], [check(through)]), []);
  });
