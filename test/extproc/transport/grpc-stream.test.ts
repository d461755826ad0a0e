import assert from "node:assert/strict";
import { it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Metadata } from "@grpc/grpc-js";
import { type Call, serveCall } from "../../../src/extproc/transport/grpc-stream.ts";
import { createLiveSet } from "../../../src/extproc/transport/live-set.ts";
import type { StreamHandler } from "../../../src/extproc/transport/transport.ts";
import { handler } from "./process-client.ts";

it("lets go of a stream's handler when the stream is closed, though the call still holds its listener", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const call: Call = { startRead() {}, sendMessage() {}, sendStatus() {} };
  const { listener, handlers } = openAndClose(call);
  // What was made in a turn of the event loop is kept for the rest of it.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  assert.deepEqual(
    handlers.map((held) => held.deref()),
    [undefined],
  );
  assert.ok(listener.onCancel);
});

function openAndClose(call: Call) {
  const handlers: WeakRef<StreamHandler>[] = [];
  const accept = (): StreamHandler => {
    const made = handler({});
    handlers.push(new WeakRef(made));
    return made;
  };
  const fault = (error: unknown): never => {
    throw error;
  };
  const listener = serveCall(call, accept, createLiveSet(), fault);
  listener.onReceiveMetadata(new Metadata());
  listener.onReceiveMessage(Buffer.from("message"));
  listener.onCancel();
  return { listener, handlers };
}
