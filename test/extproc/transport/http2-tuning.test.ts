import assert from "node:assert/strict";
import { it } from "node:test";
import type { Server } from "@grpc/grpc-js";
import { hasResetLimitOption, onSession, tuneServer } from "../../../src/extproc/transport/http2-tuning.ts";

const versions: [version: string, heeded: boolean][] = [
  ["20.20.2", false],
  ["22.14.0", false],
  ["22.15.0", true],
  ["23.0.0", true],
  ["24.21.0", true],
  ["30.0.0-nightly", true],
];
for (const [version, heeded] of versions) {
  it(`Node ${version} ${heeded ? "heeds" : "ignores"} the stream reset limit`, () => {
    assert.equal(hasResetLimitOption(version), heeded);
  });
}

it("a grpc-js without the private fields serves untuned", () => {
  const server = {} as Server;
  assert.equal(tuneServer(server, 1 << 20), false);
  onSession(server, () => assert.fail("a session of no server"));
});
