import assert from "node:assert/strict";
import { test } from "node:test";
import type { z } from "zod";
import { restartNeeded } from "../../src/generations/restart-settings.ts";
import { adapterSettings } from "../../src/settings/adapter.ts";

type Input = z.input<typeof adapterSettings>;

const table: readonly [Input, Input, string[]][] = [
  [{}, {}, []],
  [{}, { listen: { address: "127.0.0.1:1" } }, ["adapter.listen.address"]],
  [{ management: { address: "127.0.0.1:1" } }, {}, ["adapter.management.address"]],
  [{}, { management: { token: "0123456789abcdef" } }, []],
  [{}, { management: { read_token: "0123456789abcdef", violation_codes: 1, decisions: { kept: 1 } } }, []],
  [{}, { listen: { drain_seconds: 1 } }, []],
  [
    {},
    { listen: { tls: { cert_file: "a", key_file: "b" }, keepalive: { time_ms: 5 } } },
    ["adapter.listen.keepalive.time_ms", "adapter.listen.tls.cert_file", "adapter.listen.tls.key_file"],
  ],
  [{}, { telemetry: { log_level: "warn", metrics: false } }, ["adapter.telemetry.log_level"]],
  [{}, { limits: { max_exchanges: 1, body_timeout_ms: 1 } }, ["adapter.limits.max_exchanges"]],
  [{}, { state: { max_entries: 1 } }, ["adapter.state.max_entries"]],
  [{}, { reload: { watch: false, max_generations: 2 } }, ["adapter.reload.watch"]],
  [{}, { paths: ["/a"], not_mcp: [{ method: "GET", path: "/b" }], denial: { code: 1 } }, []],
];
for (const [before, after, keys] of table) {
  test(`${JSON.stringify(before)} to ${JSON.stringify(after)}: ${keys.join(", ") || "acts at once"}`, () => {
    assert.deepEqual(restartNeeded(adapterSettings.parse(before), adapterSettings.parse(after)), keys);
  });
}
