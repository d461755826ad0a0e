import assert from "node:assert/strict";
import { test } from "node:test";
import { bindExchanges } from "../../src/commands/bind-exchanges.ts";
import type { ProcessStream } from "../../src/extproc/transport/transport.ts";
import { inspect } from "../inspection/inspect.ts";

const observer = { opened() {}, failed() {}, closed() {} };

function streamOf(ends: unknown[]): ProcessStream {
  return {
    send: () => true,
    pause() {},
    resume() {},
    endOk: () => void ends.push("ok"),
    endError: (code) => void ends.push(code),
    metadata: () => undefined,
  };
}

test("an exchange holds its generation until its stream is gone, and ends with an error when asked to", async () => {
  const { inspector } = await inspect({});
  const log: string[] = [];
  const ends: unknown[] = [];
  let end = () => {};
  const generations = {
    begin(asked: () => void) {
      end = asked;
      log.push("begun");
      return { inspector, release: () => void log.push("released") };
    },
  };
  const failed: string[] = [];
  const accept = bindExchanges(generations, { ...observer, failed: (reason) => void failed.push(reason) });
  const handler = accept(streamOf(ends));
  assert.deepEqual([log, ends], [["begun"], []]);
  end();
  assert.deepEqual([log, ends, failed], [["begun"], [14], ["retired"]]);
  handler.onClosed();
  assert.deepEqual(log, ["begun", "released"]);
});

test("an exchange that cannot begin holds nothing", () => {
  let released = 0;
  const open = () => {
    throw new Error("no");
  };
  const binding = { inspector: { open }, release: () => void released++ };
  assert.throws(() => bindExchanges({ begin: () => binding }, observer)(streamOf([])), /no/);
  assert.equal(released, 1);
});
