import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { transportOptions } from "../../src/commands/transport-options.ts";
import { adapterSettings } from "../../src/settings/adapter.ts";

describe("transportOptions", () => {
  it("gives a unix socket its mode", async () => {
    const settings = adapterSettings.parse({ listen: { address: "/run/a.sock", socket_mode: "0660" } });
    assert.deepEqual((await transportOptions(settings)).listen, {
      kind: "unix",
      path: "/run/a.sock",
      mode: 0o660,
    });
    const untold = adapterSettings.parse({ listen: { address: "/run/a.sock" } });
    assert.deepEqual((await transportOptions(untold)).listen, {
      kind: "unix",
      path: "/run/a.sock",
      mode: 0o600,
    });
  });

  it("reads the TLS files, and names the one that is not there", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "transport-options-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const cert_file = join(folder, "cert.pem");
    writeFileSync(cert_file, "cert");
    const settings = adapterSettings.parse({
      listen: { tls: { cert_file, key_file: join(folder, "key.pem") } },
    });
    await assert.rejects(transportOptions(settings), /key\.pem can't be read \(ENOENT\)/);
    writeFileSync(join(folder, "key.pem"), "key");
    const { tls } = await transportOptions(settings);
    assert.equal(String(tls?.cert), "cert");
    assert.equal(tls?.clientCa, undefined);
  });
});
