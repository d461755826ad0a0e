import assert from "node:assert/strict";
import { test } from "node:test";
import type { Compression } from "../../src/envoy-config/compressors.ts";
import { ingressListener } from "../../src/envoy-config/listener.ts";
import { envoyOptions } from "../../src/envoy-config/options.ts";

type Filter = {
  name: string;
  typed_config: {
    choose_first?: boolean;
    response_direction_config: { common_config: { content_type: string[] } };
    compressor_library: { typed_config: { "@type": string } };
  };
};

function filters(compress: readonly Compression[]): Filter[] {
  const listener = ingressListener(envoyOptions({ compress })) as unknown as {
    filter_chains: { filters: { typed_config: { http_filters: Filter[] } }[] }[];
  };
  return listener.filter_chains[0]?.filters[0]?.typed_config.http_filters ?? [];
}

const names = (compress: readonly Compression[]): string[] =>
  filters(compress).map(({ name }) => name.replace("envoy.filters.http.", ""));

test("compressors come before the adapter, so that responses come to them after it", () => {
  assert.deepEqual(names([]), ["ext_proc", "router"]);
  assert.deepEqual(names(["gzip"]), ["compressor.gzip", "ext_proc", "router"]);
  assert.deepEqual(names(["br", "gzip"]), ["compressor.br", "compressor.gzip", "ext_proc", "router"]);
});

test("JSON only, the first coding preferred", () => {
  const [br, gzip] = filters(["br", "gzip"]);
  for (const filter of [br, gzip])
    assert.deepEqual(filter?.typed_config.response_direction_config.common_config.content_type, [
      "application/json",
    ]);
  assert.equal(br?.typed_config.choose_first, true);
  assert.match(br?.typed_config.compressor_library.typed_config["@type"] ?? "", /\.Brotli$/);
  assert.equal(gzip?.typed_config.choose_first, undefined);
  assert.match(gzip?.typed_config.compressor_library.typed_config["@type"] ?? "", /\.Gzip$/);
});
