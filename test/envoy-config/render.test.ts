import assert from "node:assert/strict";
import { test } from "node:test";
import { envoyOptions } from "../../src/envoy-config/options.ts";
import { gracefulCloseKey, renderEnvoyConfig } from "../../src/envoy-config/render.ts";

test("the gRPC client outlives every exchange: Envoy crashes when it half-closes a stream whose client it dropped", () => {
  for (const variant of ["static", "override"] as const) {
    const options = envoyOptions({ variant });
    const config = renderEnvoyConfig(options) as unknown as {
      grpc_async_client_manager_config: { max_cached_entry_idle_duration: string };
      layered_runtime: { layers: { static_layer: Record<string, unknown> }[] };
    };
    assert.equal(config.layered_runtime.layers[0]?.static_layer[gracefulCloseKey], true);
    const idle = config.grpc_async_client_manager_config.max_cached_entry_idle_duration;
    assert.ok(Number(idle.replace(/s$/, "")) >= 365 * 24 * 3600);
  }
});
