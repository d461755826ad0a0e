/** The conformance suite for HTTP/2 servers, against the lean transport: each of its cases, and none left out. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { it } from "node:test";
import { promisify } from "node:util";
import { createLeanTransport } from "../../src/extproc/transport/lean/server.ts";
import { defaults, echo } from "../extproc/transport/process-client.ts";

const program = ".cache/h2spec/h2spec";
/** Of the release that test/h2spec/go/go.mod names. */
const cases = 146;

it(`all ${cases} cases of h2spec pass`, async (t) => {
  assert.ok(existsSync(program), `${program} is missing: run scripts/setup.sh h2spec`);
  const faults: unknown[] = [];
  const transport = createLeanTransport(defaults, echo, (fault) => faults.push(fault));
  t.after(() => transport.drain(0));
  const address = await transport.start();
  assert.ok(address.kind === "tcp");
  const args = ["--host", "127.0.0.1", "--port", String(address.port), "--strict", "--timeout", "20"];
  const { stdout } = await promisify(execFile)(program, args, { maxBuffer: 1 << 24 }).catch((error) => error);
  assert.match(stdout, new RegExp(`${cases} tests, ${cases} passed, 0 skipped, 0 failed`), stdout);
  assert.deepEqual(faults, []);
});
