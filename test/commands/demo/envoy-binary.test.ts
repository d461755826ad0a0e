import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { findEnvoy } from "../../../src/commands/demo/envoy-binary.ts";

/** A folder with an `envoy` that tells this version. */
function folderWith(t: TestContext, line: string): string {
  const folder = mkdtempSync(join(tmpdir(), "envoy-binary-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "envoy");
  writeFileSync(file, `#!/bin/sh\necho '${line}'\n`);
  chmodSync(file, 0o755);
  return folder;
}

const banner = (version: string) => `envoy  version: 0123abcd/${version}/Clean/RELEASE/BoringSSL`;

test("the first new enough envoy on PATH wins", (t) => {
  const old = folderWith(t, banner("1.37.9"));
  const recent = folderWith(t, banner("1.38.0"));
  assert.deepEqual(findEnvoy({ PATH: `${old}:${recent}` }), {
    ok: true,
    path: join(recent, "envoy"),
    version: "1.38.0",
  });
});

test("a major version above counts as newer", (t) => {
  const found = findEnvoy({ PATH: folderWith(t, banner("2.0.1")) });
  assert.ok(found.ok && found.version === "2.0.1");
});

test("ENVOY_BIN is taken alone: a wrong one is an error, not a fallback", (t) => {
  const recent = folderWith(t, banner("1.40.0"));
  for (const [binary, reason] of [
    [join(folderWith(t, banner("1.30.2")), "envoy"), /is 1\.30\.2, older than 1\.38/],
    [join(folderWith(t, "something else"), "envoy"), /tells no version/],
    ["/nowhere/envoy", /does not run \(ENOENT\)/],
  ] as const) {
    const found = findEnvoy({ PATH: recent, ENVOY_BIN: binary });
    assert.ok(!found.ok);
    assert.ok(found.message.startsWith(`ENVOY_BIN=${binary}: `));
    assert.match(found.message, reason);
  }
});

test("a folder named envoy on PATH is no binary", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "envoy-binary-"));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "envoy"));
  const recent = folderWith(t, banner("1.41.0"));
  const found = findEnvoy({ PATH: `${folder}:${recent}` });
  assert.ok(found.ok && found.path === join(recent, "envoy"));
});
