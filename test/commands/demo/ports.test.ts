import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import { demoPorts, portConflict } from "../../../src/commands/demo/ports.ts";

test("the ports are those of the documentation unless given", () => {
  assert.deepEqual(demoPorts({ envoy: 1 }), {
    envoy: 1,
    admin: 9901,
    server: 9001,
    adapter: 50052,
    management: 9902,
  });
});

test("a port in use is one sentence that names the flag", async (t) => {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const { port } = server.address() as net.AddressInfo;
  assert.equal(
    await portConflict(demoPorts({ envoy: port })),
    `Port ${port}, wanted for Envoy, is in use; choose another with --envoy-port.`,
  );
});

test("one port for two parts is told before anything starts", async () => {
  const ports = { envoy: 0, admin: 0, server: 0, adapter: 0, management: 0 };
  assert.equal(
    await portConflict(ports),
    "Port 0 is given to Envoy and to Envoy's admin interface; choose another with --admin-port.",
  );
});
