import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type EnvoyOptions, envoyOptions } from "../../src/envoy-config/options.ts";
import { gracefulCloseKey } from "../../src/envoy-config/render.ts";
import { renderEnvoyYaml } from "../../src/envoy-config/text.ts";
import { envoyBinary, startTestEnvoy } from "./parts/envoy.ts";

/** What `envoy --mode validate` says: its output when it refuses, nothing when it is content. */
function refusal(path: string): Promise<string | undefined> {
  const args = ["--mode", "validate", "--disable-hot-restart", "-l", "warning", "-c", path];
  return new Promise((resolve) => {
    execFile(envoyBinary(), args, (error, stdout, stderr) =>
      resolve(error === null ? undefined : stdout + stderr),
    );
  });
}

for (const name of ["static", "override"]) {
  test(`Envoy accepts envoy/${name}.yaml`, async () => {
    assert.equal(
      await refusal(fileURLToPath(new URL(`../../envoy/${name}.yaml`, import.meta.url))),
      undefined,
    );
  });
}

const variations: Readonly<Record<string, Partial<EnvoyOptions>>> = {
  "a unix socket": { adapter: { kind: "unix", path: "/tmp/adapter.sock" } },
  "names instead of addresses": {
    adapter: { kind: "tcp", host: "adapter.example.test", port: 1 },
    upstream: { host: "mcp.example.test", port: 2, http2: true },
  },
  "two adapters": {
    adapter: { kind: "unix", path: "/tmp/a.sock" },
    replicas: [
      { kind: "unix", path: "/tmp/b.sock" },
      { kind: "tcp", host: "127.0.0.1", port: 1 },
    ],
  },
  "an adapter by a name of several addresses": {
    variant: "override",
    adapter: { kind: "tcp", host: "adapter.example.test", port: 1 },
  },
  "TLS to the adapter": {
    adapterTls: { ca: "/etc/ssl/certs/ca-certificates.crt", serverName: "adapter.test" },
  },
  "no access log, trailers, no protected headers": {
    accessLogPath: null,
    http1Trailers: true,
    protectedHeaders: [],
  },
  "no time limits": { maxMessageTimeoutMs: 0, streamIdleTimeoutMs: 0 },
  "requests only": { phases: { requestBody: true, response: "none" } },
  "overrides with fewer phases": { variant: "override", phases: { requestBody: true, response: "headers" } },
  "a compressor": { compress: ["gzip"] },
  "two compressors with overrides": { variant: "override", compress: ["br", "gzip"] },
  "every body streamed": {
    processingMode: {
      request_body_mode: "STREAMED",
      response_body_mode: "STREAMED",
      response_trailer_mode: "SEND",
    },
  },
};
for (const [name, options] of Object.entries(variations)) {
  test(`Envoy accepts: ${name}`, async (t) => {
    const directory = mkdtempSync(join(tmpdir(), "envoy-config-"));
    t.after(() => rmSync(directory, { recursive: true }));
    const path = join(directory, "envoy.yaml");
    writeFileSync(path, renderEnvoyYaml(envoyOptions(options)));
    assert.equal(await refusal(path), undefined);
  });
}

test("the runtime key that spares Node resets is known to Envoy and on", async (t) => {
  const envoy = await startTestEnvoy({});
  t.after(() => envoy.close());
  const answer = await fetch(`http://127.0.0.1:${envoy.adminPort}/runtime`);
  const { entries } = (await answer.json()) as { entries: Record<string, { final_value: string }> };
  assert.equal(entries[gracefulCloseKey]?.final_value, "true");
  assert.equal(await envoy.stat("runtime.deprecated_feature_use"), 0);
  assert.doesNotMatch(envoy.log(), /unknown runtime|deprecated|not found/i);
});
