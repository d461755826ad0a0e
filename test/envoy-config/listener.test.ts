import assert from "node:assert/strict";
import { test } from "node:test";
import { ingressListener } from "../../src/envoy-config/listener.ts";
import { envoyOptions } from "../../src/envoy-config/options.ts";

/** Both bounds of a buffered body: the listener's, and the window of an HTTP/2 client's stream. */
function bounds(bufferLimitBytes: number): readonly [number, number] {
  const listener = ingressListener(envoyOptions({ bufferLimitBytes })) as unknown as {
    per_connection_buffer_limit_bytes: number;
    filter_chains: {
      filters: {
        typed_config: { http2_protocol_options: { initial_stream_window_size: number } };
      }[];
    }[];
  };
  const manager = listener.filter_chains[0]?.filters[0]?.typed_config;
  return [
    listener.per_connection_buffer_limit_bytes,
    manager?.http2_protocol_options.initial_stream_window_size ?? 0,
  ];
}

test("HTTP/2 clients get the same limit as others", () => {
  assert.deepEqual(bounds(4 * 1024 * 1024), [4 * 1024 * 1024, 4 * 1024 * 1024]);
});

test("but not less than the smallest window of HTTP/2", () => {
  assert.deepEqual(bounds(1000), [1000, 65_535]);
});
