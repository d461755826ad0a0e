import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { json, type StreamSink } from "../../src/management/reply.ts";
import { startManagement } from "../../src/management/server.ts";
import { ask, serverOf } from "./server-of.ts";

const routes = [{ method: "GET", path: "/x", answer: () => json(200, { x: "é" }) } as const];

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "management-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("answers over TCP, HEAD without a body", async (t) => {
  const get = await serverOf(t, routes);
  const { status, headers, text } = await get("GET", "/x");
  assert.deepEqual([status, text], [200, '{"x":"é"}\n']);
  assert.equal(headers["content-type"], "application/json");
  assert.equal(headers["cache-control"], "no-store");
  const head = await get("HEAD", "/x");
  assert.deepEqual([head.status, head.text], [200, ""]);
});

test("a route that throws is a 500 that tells nothing, and the server lives on", async (t) => {
  const fails = {
    method: "GET",
    path: "/fails",
    answer: () => {
      throw new Error("secret");
    },
  } as const;
  const get = await serverOf(t, [...routes, fails]);
  const { status, text } = await get("GET", "/fails");
  assert.deepEqual([status, text], [500, '{"error":"internal error"}\n']);
  assert.equal((await get("GET", "/x")).status, 200);
});

for (const kind of ["an answer", "a stream that was ended"] as const) {
  test(`a client that takes nothing of ${kind} loses its connection`, async (t) => {
    const body = "x".repeat(30_000_000);
    const stream = ({ write, end }: StreamSink) => {
      write(body);
      end();
      return () => {};
    };
    const answer = () =>
      kind === "an answer"
        ? json(200, { body })
        : { status: 200, contentType: "text/event-stream", body: "", stream };
    const at = { kind: "tcp", host: "127.0.0.1", port: 0 } as const;
    const server = await startManagement(
      at,
      () => ({ routes: [{ method: "GET", path: "/x", answer }] }),
      200,
    );
    t.after(() => server.close());
    const { address } = server;
    assert.equal(address.kind, "tcp");
    const socket = connect(address.kind === "tcp" ? address.port : 0, "127.0.0.1");
    t.after(() => socket.destroy());
    socket.pause();
    socket.on("error", () => {});
    socket.write("GET /x HTTP/1.1\r\nhost: a\r\n\r\n");
    // Node asks a paused socket for nothing, so that its end is seen by what cannot be written to it any more.
    const gone = new Promise<void>((resolve) => {
      const knock = setInterval(() => socket.write("GET"), 50);
      socket.once("close", () => {
        clearInterval(knock);
        resolve();
      });
    });
    await gone;
  });
}

test("answers on a unix socket, and takes its file away", async (t) => {
  const path = join(folderOf(t), "m.sock");
  const server = await startManagement({ kind: "unix", path }, () => ({ routes }));
  assert.equal((await ask({ socketPath: path }, "GET", "/x")).status, 200);
  await server.close();
  assert.ok(!existsSync(path));
});

test("replaces the socket file of a process that was killed, and of nobody else", async (t) => {
  const path = join(folderOf(t), "m.sock");
  const first = await startManagement({ kind: "unix", path }, () => ({ routes }));
  t.after(() => first.close());
  await assert.rejects(
    startManagement({ kind: "unix", path }, () => ({ routes })),
    /^Error: the management address unix:.* is in use by another process; choose another with --management$/,
  );
  assert.equal((await ask({ socketPath: path }, "GET", "/x")).status, 200);

  const file = join(folderOf(t), "file");
  writeFileSync(file, "kept");
  await assert.rejects(
    startManagement({ kind: "unix", path: file }, () => ({ routes })),
    /is in use/,
  );
  assert.ok(existsSync(file));

  const abandoned = join(folderOf(t), "left.sock");
  await leaveSocket(abandoned);
  assert.ok(existsSync(abandoned));
  const second = await startManagement({ kind: "unix", path: abandoned }, () => ({ routes }));
  t.after(() => second.close());
  assert.equal((await ask({ socketPath: abandoned }, "GET", "/x")).status, 200);
});

/** A process listens there and is killed. */
async function leaveSocket(path: string): Promise<void> {
  const { spawn } = await import("node:child_process");
  const program = `require("node:net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))`;
  await new Promise((resolve) => spawn(process.execPath, ["-e", program, path]).on("close", resolve));
}

test("a port in use is one sentence that names it", async (t) => {
  const other = createServer();
  t.after(() => other.close());
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  await assert.rejects(
    startManagement({ kind: "tcp", host: "127.0.0.1", port }, () => ({ routes })),
    {
      message: `the management address 127.0.0.1:${port} is in use by another process; choose another with --management`,
    },
  );
});
