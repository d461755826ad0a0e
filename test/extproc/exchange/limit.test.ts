import assert from "node:assert/strict";
import { it } from "node:test";
import { limitExchanges } from "../../../src/extproc/exchange/limit.ts";
import type { ProcessStream, StreamHandler } from "../../../src/extproc/transport/transport.ts";

it("one exchange more than the limit is refused with an error, and a place that is free again is given", () => {
  const ended: number[] = [];
  const stream: ProcessStream = {
    send: () => true,
    pause() {},
    resume() {},
    endOk() {},
    endError: (code) => ended.push(code),
    metadata: () => undefined,
  };
  const quiet: StreamHandler = { onMessage() {}, onHalfClose() {}, onClosed() {}, onDrain() {} };
  let accepted = 0;
  let refused = 0;
  const accept = limitExchanges(
    2,
    () => {
      accepted++;
      return { ...quiet };
    },
    () => refused++,
  );
  const first = accept(stream);
  accept(stream);
  accept(stream).onClosed();
  assert.deepEqual([accepted, refused, ended], [2, 1, [8]]);
  first.onClosed();
  accept(stream);
  assert.equal(accepted, 3);
});
