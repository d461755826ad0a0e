import assert from "node:assert/strict";
import { connect as connectHttp2 } from "node:http2";
import { describe, it } from "node:test";
import { status } from "@grpc/grpc-js";
import { connectTo, echo, handler, onEachTransport, open } from "./process-client.ts";

await onEachTransport(({ start }) => {
  describe("drain", () => {
    it("lets live streams finish, opens no new ones, and then resolves", async (t) => {
      const { address, transport } = await start(t, echo);
      const live = open(connectTo(t, address));
      live.stream.write(Buffer.from("before"));
      assert.equal(await live.next(), "before");

      const drained = transport.drain(60_000);
      const refused = open(connectTo(t, address));
      assert.equal((await refused.status).code, status.UNAVAILABLE);

      live.stream.write(Buffer.from("after"));
      assert.equal(await live.next(), "after");
      live.stream.end();
      assert.equal((await live.status).code, status.OK);
      await drained;
    });

    it("serves a stream that crosses the first GOAWAY", async (t) => {
      const { address, transport } = await start(t, echo);
      assert.ok(address.kind === "tcp");
      const session = connectHttp2(`http://127.0.0.1:${address.port}`);
      await new Promise((resolve) => session.once("remoteSettings", resolve));
      const drained = transport.drain(60_000);
      const request = session.request({
        ":method": "POST",
        ":path": "/envoy.service.ext_proc.v3.ExternalProcessor/Process",
        "content-type": "application/grpc",
        te: "trailers",
      });
      request.end(Buffer.from("0000000002beef", "hex"));
      const answer: Buffer[] = [];
      request.on("data", (chunk: Buffer) => answer.push(chunk));
      const trailers = await new Promise<Record<string, unknown>>((resolve) =>
        request.once("trailers", resolve),
      );
      assert.equal(Buffer.concat(answer).toString("hex"), "0000000002beef");
      assert.equal(trailers["grpc-status"], "0");
      await drained;
    });

    it("names no last stream in its first GOAWAY", async (t) => {
      const { address, transport } = await start(t, echo);
      assert.ok(address.kind === "tcp");
      const session = connectHttp2(`http://127.0.0.1:${address.port}`);
      const lastStreams: number[] = [];
      session.on("goaway", (_code, lastStream) => lastStreams.push(lastStream));
      await new Promise((resolve) => session.once("remoteSettings", resolve));
      await transport.drain(60_000);
      await new Promise<void>((resolve) => (session.closed ? resolve() : session.once("close", resolve)));
      assert.equal(lastStreams[0], 2 ** 31 - 1);
    });

    it("ends what is left at the deadline with UNAVAILABLE, never OK", async (t) => {
      let closed = 0;
      const { address, transport } = await start(t, (stream) =>
        handler({ onMessage: (message) => stream.send(message), onClosed: () => closed++ }),
      );
      const client = connectTo(t, address);
      const calls = ["a", "b", "c"].map((name) => open(client, { name }));
      for (const call of calls) {
        call.stream.write(Buffer.from("x"));
        await call.next();
      }
      await transport.drain(0);
      assert.equal(closed, 3);
      for (const call of calls) {
        const { code, details } = await call.status;
        assert.deepEqual({ code, details }, { code: status.UNAVAILABLE, details: "shutting down" });
      }
    });

    it("does not wait for a peer that takes nothing any more", async (t) => {
      const { address, transport } = await start(t, (stream) =>
        handler({ onMessage: () => stream.send(Buffer.alloc(1 << 22)) }),
      );
      const call = open(connectTo(t, address));
      call.stream.pause();
      call.stream.write(Buffer.from("x"));
      await new Promise((resolve) => call.stream.once("metadata", resolve));
      await transport.drain(0);
      call.stream.resume();
      assert.notEqual((await call.status).code, status.OK);
    });

    it("resolves at once with nothing under way, twice as well as once", async (t) => {
      const { transport } = await start(t, echo);
      await Promise.all([transport.drain(60_000), transport.drain(60_000)]);
      await transport.drain(60_000);
    });

    it("does not wait for health watchers", async (t) => {
      const { address, transport } = await start(t, echo);
      const watcher = open(connectTo(t, address), {}, "/grpc.health.v1.Health/Watch");
      watcher.stream.end(Buffer.alloc(0));
      await watcher.next();
      await transport.drain(60_000);
      assert.equal((await watcher.status).code, status.UNAVAILABLE);
    });
  });
});
