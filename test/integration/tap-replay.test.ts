/** What Envoy's own tap filter records is what `replay` reads. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { PlainObject } from "../../src/envoy-config/plain.ts";
import { configFile, runCli, testFolder } from "../commands/cli.ts";
import { until } from "./lifecycle/until.ts";
import { exchange } from "./parts/client.ts";
import { startRig } from "./parts/rig.ts";

test("exchanges that Envoy recorded are replayed", async (t) => {
  const folder = testFolder(t);
  const tap = {
    name: "envoy.filters.http.tap",
    typed_config: {
      "@type": "type.googleapis.com/envoy.extensions.filters.http.tap.v3.Tap",
      common_config: {
        static_config: {
          match: { any_match: true },
          output_config: {
            max_buffered_rx_bytes: 1_000_000,
            max_buffered_tx_bytes: 1_000_000,
            sinks: [{ format: "JSON_BODY_AS_STRING", file_per_tap: { path_prefix: join(folder, "tap") } }],
          },
        },
      },
    },
  };
  const { upstream, envoy } = await startRig(t, {
    config: "plugins: []\nadapter: {}\n",
    change: (config) => withFirstFilter(config, tap),
  });
  upstream.answer = (_, reply) => {
    reply.head(200, { "content-type": "text/event-stream" });
    reply.end('data: {"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"é secret"}]}}\n\n');
  };
  const params = { name: "t", arguments: { text: "blue" } };
  const { status } = await exchange(envoy.port, {
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
  });
  assert.equal(status, 200);
  await until(() => traces(folder).length === 1);
  const recording = configFile(t, traces(folder).join("\n"), "recording.jsonl");
  const words = (text: string) =>
    configFile(t, `plugins: [{ name: W, kind: deny_filter, config: { words: [${text}] } }]\nadapter: {}\n`);
  const args = ["replay", "--config", words("blue"), "--against", words("secret"), "--file", recording];
  const { code, out, err } = await runCli(t, args);
  assert.equal(code, 3, out + err);
  assert.deepEqual(out.split("\n").slice(0, 2), [
    "line 1: request tools/call t: denied (deny by W) -> allowed",
    "line 1: response tools/call t: unreached -> denied (deny by W)",
  ]);
});

/** The traces that are written whole, each on a line. */
function traces(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const text = readFileSync(join(folder, name), "utf8");
    return text.trimEnd().endsWith("\n}") ? [JSON.stringify(JSON.parse(text))] : [];
  });
}

type Chain = { filters: { typed_config: { http_filters: unknown[] } }[] };

function withFirstFilter(config: PlainObject, filter: PlainObject): PlainObject {
  const copy = structuredClone(config) as {
    static_resources: { listeners: { filter_chains: Chain[] }[] };
  } & PlainObject;
  for (const { filter_chains } of copy.static_resources.listeners) {
    for (const { filters } of filter_chains)
      for (const each of filters) each.typed_config.http_filters.unshift(filter);
  }
  return copy;
}
