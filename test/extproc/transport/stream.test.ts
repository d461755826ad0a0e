import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { status } from "@grpc/grpc-js";
import type { ListenAddress, ProcessStream } from "../../../src/extproc/transport/transport.ts";
import { connectTo, echo, handler, onEachTransport, open } from "./process-client.ts";

const processPath = "/envoy.service.ext_proc.v3.ExternalProcessor/Process";

await onEachTransport(({ start }) => {
  describe("a stream", () => {
    it("carries messages both ways, and ends OK after the client's half-close", async (t) => {
      const { address } = await start(t, echo);
      const call = open(connectTo(t, address));
      for (const message of ["one", "", "three"]) {
        call.stream.write(Buffer.from(message));
        assert.equal(await call.next(), message);
      }
      call.stream.end();
      assert.equal((await call.status).code, status.OK);
    });

    it("tells its end once, whichever side ends it", async (t) => {
      const closed: string[] = [];
      let someClosed = () => {};
      const { address } = await start(t, (stream) => {
        const name = stream.metadata("name") ?? "";
        return handler({
          onMessage: (message) =>
            message.length > 0 ? stream.endError(status.ABORTED, "no") : stream.send(message),
          onHalfClose: () => stream.endOk(),
          onClosed: () => {
            closed.push(name);
            someClosed();
          },
        });
      });
      const client = connectTo(t, address);
      const ways = {
        halfClosed: (call: ReturnType<typeof open>) => call.stream.end(),
        failed: (call: ReturnType<typeof open>) => call.stream.write(Buffer.from("x")),
        cancelled: (call: ReturnType<typeof open>) => call.stream.cancel(),
      };
      for (const [name, end] of Object.entries(ways)) {
        const told = new Promise<void>((resolve) => {
          someClosed = resolve;
        });
        const call = open(client, { name });
        call.stream.write(Buffer.alloc(0));
        await call.next();
        end(call);
        await call.status;
        await told;
      }
      const last = open(client, { name: "last" });
      last.stream.write(Buffer.alloc(0));
      await last.next();
      assert.deepEqual(closed, Object.keys(ways));
      last.stream.cancel();
    });

    it("passes on error statuses, after what was sent before", async (t) => {
      const { address } = await start(t, (stream) =>
        handler({
          onMessage: (message) => {
            stream.send(message);
            stream.endError(status.PERMISSION_DENIED, `not "allowed" \ud800 ü%`);
            stream.send(Buffer.from("too late"));
            stream.endOk();
          },
        }),
      );
      const call = open(connectTo(t, address));
      call.stream.write(Buffer.from("last"));
      assert.equal(await call.next(), "last");
      const { code, details } = await call.status;
      assert.deepEqual(
        { code, details },
        { code: status.PERMISSION_DENIED, details: `not "allowed" \ufffd ü%` },
      );
    });

    it("can be refused before its first message", async (t) => {
      const { address } = await start(t, (stream) => {
        stream.endError(status.RESOURCE_EXHAUSTED, "busy");
        return handler({ onMessage: () => assert.fail("a message of a refused stream") });
      });
      const call = open(connectTo(t, address));
      call.stream.write(Buffer.from("x"));
      assert.equal((await call.status).code, status.RESOURCE_EXHAUSTED);
    });

    it("gives the first value of gRPC metadata", async (t) => {
      let seen: (string | undefined)[] = [];
      const { address } = await start(t, (stream) => {
        seen = [stream.metadata("X-Route"), stream.metadata("raw-bin"), stream.metadata("absent")];
        stream.endOk();
        return handler({});
      });
      await open(connectTo(t, address), { "x-route": "a" }).status;
      assert.deepEqual(seen, ["a", undefined, undefined]);
    });

    it("fails alone when its handler throws, and the fault is reported", async (t) => {
      const broken = new Error("bug");
      const { address, faults } = await start(t, (stream) => {
        if (stream.metadata("broken") === "accept") {
          throw broken;
        }
        return stream.metadata("broken") === "message"
          ? handler({
              onMessage: () => {
                throw broken;
              },
              onClosed: () => {
                throw broken;
              },
            })
          : echo(stream);
      });
      const client = connectTo(t, address);
      const healthy = open(client);
      for (const where of ["accept", "message"]) {
        const call = open(client, { broken: where });
        call.stream.write(Buffer.from("x"));
        const { code, details } = await call.status;
        assert.deepEqual({ code, details }, { code: status.INTERNAL, details: "internal error" });
      }
      healthy.stream.write(Buffer.from("still here"));
      assert.equal(await healthy.next(), "still here");
      assert.ok(faults.length >= 2 && faults.every((fault) => fault === broken));
      healthy.stream.cancel();
    });
  });

  describe("back-pressure", () => {
    it("holds a paused stream at its window, lets the others pass, and loses nothing", async (t) => {
      const total = 300;
      let arrived = 0;
      let slow: ProcessStream | undefined;
      const { address } = await start(
        t,
        (stream) => {
          if (stream.metadata("slow") === undefined) {
            return echo(stream);
          }
          slow = stream;
          return handler({
            onMessage: () => {
              arrived++;
              if (arrived === 1) {
                stream.pause();
              }
            },
            onHalfClose: () => {
              stream.send(Buffer.from("all"));
              stream.endOk();
            },
          });
        },
        { initialStreamWindow: 1 << 16 },
      );
      const client = connectTo(t, address);
      const slowCall = open(client, { slow: "yes" });
      let flushed = 0;
      for (let i = 0; i < total; i++) {
        slowCall.stream.write(Buffer.alloc(1 << 16), () => flushed++);
      }
      slowCall.stream.end();

      const other = open(client);
      let steady = 0;
      for (let before = -1; steady < 20; ) {
        other.stream.write(Buffer.alloc(1 << 16));
        await other.next();
        steady = arrived > 0 && flushed === before ? steady + 1 : 0;
        before = flushed;
      }
      assert.equal(arrived, 1);
      assert.ok(flushed < 40, `${flushed} of ${total} messages left the client`);

      slow?.resume();
      assert.equal(await slowCall.next(), "all");
      assert.equal(arrived, total);
      assert.equal((await slowCall.status).code, status.OK);
      other.stream.cancel();
    });

    it("delivers nothing while paused, the half-close neither", async (t) => {
      const events: string[] = [];
      let stream: ProcessStream | undefined;
      const { address } = await start(t, (opened) => {
        if (opened.metadata("sync") !== undefined) {
          return echo(opened);
        }
        stream = opened;
        opened.pause();
        return handler({
          onMessage: (message) => {
            events.push(String(message));
            opened.pause();
            process.nextTick(() => opened.resume());
          },
          onHalfClose: () => {
            events.push("half-close");
            opened.endOk();
          },
        });
      });
      const client = connectTo(t, address);
      const call = open(client);
      call.stream.write(Buffer.from("1"));
      call.stream.write(Buffer.from("2"));
      call.stream.end();
      const sync = open(client, { sync: "yes" });
      for (let i = 0; i < 5; i++) {
        sync.stream.write(Buffer.from("x"));
        await sync.next();
      }
      assert.deepEqual(events, []);
      stream?.resume();
      assert.equal((await call.status).code, status.OK);
      assert.deepEqual(events, ["1", "2", "half-close"]);
      sync.stream.cancel();
    });

    it("survives a resume with thousands of messages waiting", async (t) => {
      let count = 0;
      let stream: ProcessStream | undefined;
      const { address } = await start(t, (opened) => {
        stream = opened;
        opened.pause();
        return handler({ onMessage: () => count++, onHalfClose: () => opened.endOk() });
      });
      const session = connectHttp2(`http://127.0.0.1:${portOf(address)}`);
      const request = session.request(grpcHeaders());
      request.end(Buffer.alloc(5 * 12_000)); // 12,000 empty messages
      await once(request, "finish");
      await new Promise((resolve) => session.ping(resolve));
      stream?.resume();
      request.resume();
      const [headers] = (await once(request, "response")) as [Record<string, string>];
      assert.equal(headers["grpc-status"], "0");
      assert.equal(count, 12_000);
      session.destroy();
    });

    it("says when the peer reads too slowly, and when it reads again", async (t) => {
      const message = Buffer.alloc(1 << 18);
      let drained = 0;
      let sent = 0;
      const { address } = await start(t, (stream) =>
        handler({
          onMessage: () => {
            do {
              sent++;
            } while (stream.send(message));
          },
          onDrain: () => {
            drained++;
            stream.endOk();
          },
        }),
      );
      const call = open(connectTo(t, address));
      call.stream.pause();
      call.stream.write(Buffer.from("go"));
      await once(call.stream, "metadata");
      assert.equal(drained, 0);
      call.stream.resume();
      assert.equal((await call.status).code, status.OK);
      assert.equal(drained, 1);
      assert.ok(sent < 20, `${sent} messages accepted`);
    });
  });

  describe("what peers send", () => {
    it("reaches the handler as bytes, whatever they are", async (t) => {
      const { address } = await start(t, echo);
      const call = open(connectTo(t, address));
      const garbage = Buffer.from("ff00ff08ffffffffffffffffff01", "hex");
      call.stream.write(garbage);
      assert.equal(await call.next(), String(garbage));
      call.stream.cancel();
    });

    it("over the size limit ends the stream with RESOURCE_EXHAUSTED", async (t) => {
      const { address } = await start(t, echo, { maxMessageBytes: 1000 });
      const client = connectTo(t, address);
      const fits = open(client);
      fits.stream.write(Buffer.alloc(1000));
      await fits.next();
      fits.stream.write(Buffer.alloc(1001));
      assert.equal((await fits.status).code, status.RESOURCE_EXHAUSTED);
    });

    it("to other methods is UNIMPLEMENTED", async (t) => {
      const { address } = await start(t, echo);
      const call = open(connectTo(t, address), {}, "/envoy.service.ext_proc.v3.ExternalProcessor/Other");
      assert.equal((await call.status).code, status.UNIMPLEMENTED);
    });

    const requests: [name: string, headers: Record<string, string>, body: string][] = [
      ["no gRPC at all", { ":path": "/", "content-type": "text/html" }, "00"],
      ["a timeout that is none", { "grpc-timeout": "soon" }, "0000000000"],
      ["a timeout of zero", { "grpc-timeout": "0n" }, "0000000000"],
      ["binary metadata that is no base64", { "x-bin": "%%%" }, "0000000000"],
      ["an unknown compression", { "grpc-encoding": "snappy" }, "0100000001ff"],
      ["damaged compression", { "grpc-encoding": "gzip" }, "0100000001ff"],
      ["a message cut short", {}, "00000000ff00"],
    ];
    for (const [name, headers, body] of requests) {
      it(`hurts nobody else: ${name}`, async (t) => {
        const { address, faults } = await start(t, echo);
        const session = connectHttp2(`http://127.0.0.1:${portOf(address)}`);
        const request = session.request({ ...grpcHeaders(), ...headers });
        request.on("error", () => {});
        request.end(Buffer.from(body, "hex"));
        request.resume();
        await once(request, "response");
        session.destroy();
        await assertServes(t, address);
        assert.deepEqual(faults, []);
      });
    }

    it("hurts nobody else: bytes that are no HTTP/2", async (t) => {
      const { address, faults } = await start(t, echo);
      const socket = connect({ host: "127.0.0.1", port: portOf(address) });
      socket.on("error", () => {});
      socket.end("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
      socket.resume();
      await once(socket, "close");
      await assertServes(t, address);
      assert.deepEqual(faults, []);
    });
  });

  it("a connection on which thousands of streams are reset stays open", async (t) => {
    const { address, transport } = await start(t, echo);
    assert.equal(transport.resetLimitRaised, true);
    const session = connectHttp2(`http://127.0.0.1:${portOf(address)}`);
    let goaways = 0;
    session.on("goaway", () => goaways++);
    for (let i = 0; i < 3000; i++) {
      const request = session.request(grpcHeaders());
      request.on("error", () => {});
      request.write(Buffer.alloc(5));
      await once(request, "response");
      request.close(8); // CANCEL
    }
    await new Promise((resolve) => session.ping(resolve));
    assert.equal(goaways, 0);
    assert.equal(session.closed, false);
    session.destroy();
  });
});

async function assertServes(t: Parameters<typeof connectTo>[0], address: ListenAddress): Promise<void> {
  const call = open(connectTo(t, address));
  call.stream.write(Buffer.from("hello"));
  assert.equal(await call.next(), "hello");
  call.stream.cancel();
}

function grpcHeaders(): Record<string, string> {
  return { ":method": "POST", ":path": processPath, "content-type": "application/grpc", te: "trailers" };
}

function portOf(address: ListenAddress): number {
  assert.ok(address.kind === "tcp");
  return address.port;
}
