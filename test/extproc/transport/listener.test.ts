import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import type { ListenAddress } from "../../../src/extproc/transport/transport.ts";
import { connectTo, defaults, echo, onEachTransport, open } from "./process-client.ts";

await onEachTransport(({ create, start }) => {
  const bind = (listen: ListenAddress) => create({ ...defaults, listen }, echo).start();

  describe("a TCP address", () => {
    it("in use is one clear sentence", async (t) => {
      const { address } = await start(t, echo);
      assert.ok(address.kind === "tcp");
      await assert.rejects(bind(address), {
        message: `cannot listen on 127.0.0.1:${address.port}: the address is in use by another process`,
      });
    });

    it("of another machine is one clear sentence", async () => {
      await assert.rejects(bind({ kind: "tcp", host: "192.0.2.1", port: 0 }), {
        message: "cannot listen on 192.0.2.1:0: this machine does not have that address",
      });
    });

    it("can be IPv6", async (t) => {
      const { address } = await start(t, echo, { listen: { kind: "tcp", host: "::1", port: 0 } });
      assert.ok(address.kind === "tcp");
      await exchange(t, { ...address, host: "[::1]" });
    });

    it("is free again after a drain", async (t) => {
      const first = await start(t, echo);
      await first.transport.drain(0);
      await exchange(t, (await start(t, echo, { listen: first.address })).address);
    });
  });

  describe("a unix socket", () => {
    it("serves, for its owner only, and leaves nothing behind", async (t) => {
      const path = join(directory(t), "adapter.sock");
      const { address, transport } = await start(t, echo, { listen: { kind: "unix", path } });
      assert.equal(statSync(path).mode & 0o777, 0o600);
      await exchange(t, address);
      await transport.drain(0);
      assert.deepEqual(readdirSync(join(path, "..")), []);
    });

    it("has the mode that was asked for", async (t) => {
      const path = join(directory(t), "adapter.sock");
      await start(t, echo, { listen: { kind: "unix", path, mode: 0o666 } });
      assert.equal(statSync(path).mode & 0o777, 0o666);
    });

    it("replaces a socket file that nobody listens on", async (t) => {
      const path = join(directory(t), "adapter.sock");
      await leaveStaleSocket(path);
      const { address } = await start(t, echo, { listen: { kind: "unix", path } });
      await exchange(t, address);
    });

    it("does not take a socket from a process that listens on it", async (t) => {
      const path = join(directory(t), "adapter.sock");
      const { address } = await start(t, echo, { listen: { kind: "unix", path } });
      await assert.rejects(bind(address), {
        message: `cannot listen on ${path}: another process listens there`,
      });
      await exchange(t, address);
    });

    it("does not replace a file that is no socket", async (t) => {
      const path = join(directory(t), "adapter.sock");
      writeFileSync(path, "precious");
      await assert.rejects(bind({ kind: "unix", path }), /a file of that name which is not a socket/);
      assert.equal(readFileSync(path, "utf8"), "precious");
    });

    it("of a successor is not removed", async (t) => {
      const path = join(directory(t), "adapter.sock");
      const { transport } = await start(t, echo, { listen: { kind: "unix", path } });
      rmSync(path);
      const successor = await start(t, echo, { listen: { kind: "unix", path } });
      await transport.drain(0);
      assert.ok(existsSync(path));
      await exchange(t, successor.address);
    });

    it("in a directory that is not there is one clear sentence", async (t) => {
      const path = join(directory(t), "none", "adapter.sock");
      await assert.rejects(bind({ kind: "unix", path }), {
        message: `cannot listen on ${path}: the directory does not exist`,
      });
    });

    it("of a path that is too long is an error, and leaves nothing behind", async (t) => {
      const parent = directory(t);
      await assert.rejects(bind({ kind: "unix", path: join(parent, "x".repeat(200)) }), /cannot listen on/);
      assert.deepEqual(readdirSync(parent), []);
    });
  });
});

async function exchange(t: TestContext, address: ListenAddress): Promise<void> {
  const call = open(connectTo(t, address));
  call.stream.write(Buffer.from("hello"));
  assert.equal(await call.next(), "hello");
  call.stream.end();
  await call.status;
}

function directory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "transport-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** What a killed process leaves: a socket file without a listener. */
async function leaveStaleSocket(path: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(`${path}.old`, resolve));
  const { linkSync } = await import("node:fs");
  linkSync(`${path}.old`, path);
  await new Promise((resolve) => server.close(resolve));
  assert.ok(existsSync(path));
}
