import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { configFile, runCli, testFolder } from "../../commands/cli.ts";
import { envoyBinary } from "../parts/envoy.ts";

const targets: Readonly<Record<string, (folder: string) => string[]>> = {
  "the defaults": () => [],
  "the override variant": () => ["--variant", "override"],
  "every address, a unix socket, a name": (folder) => [
    ...["--listen", "0.0.0.0:10000", "--admin", "127.0.0.1:9901"],
    ...["--adapter", join(folder, "adapter.sock"), "--upstream", "mcp.example.test:9001"],
  ],
  IPv6: () => ["--listen", "[::1]:10000", "--adapter", "[::1]:50052", "--upstream", "[::1]:9001"],
};
for (const [name, flags] of Object.entries(targets)) {
  test(`Envoy takes what envoy-config prints: ${name}`, async (t) => {
    const { code, out } = await runCli(t, ["envoy-config", "envoy", ...flags(testFolder(t))]);
    assert.equal(code, 0);
    const args = ["--mode", "validate", "--disable-hot-restart", "-l", "warning", "-c", configFile(t, out)];
    const refusal = await new Promise((resolve) => {
      execFile(envoyBinary(), args, (error, stdout, stderr) => resolve(error ? stdout + stderr : undefined));
    });
    assert.equal(refusal, undefined);
  });
}
