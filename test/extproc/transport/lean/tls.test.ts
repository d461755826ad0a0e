import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { connect } from "node:tls";
import { createLeanTransport } from "../../../../src/extproc/transport/lean/server.ts";
import { makeCertificates } from "../../../integration/lifecycle/certificates.ts";
import { defaults, echo } from "../process-client.ts";

const asked: [name: string, protocols: string[] | undefined][] = [
  ["for nothing", undefined],
  ["for HTTP/1.1", ["http/1.1"]],
];
for (const [name, ALPNProtocols] of asked) {
  it(`a TLS client that asks ${name} by ALPN is not served`, async (t) => {
    const { server } = makeCertificates(t);
    const tls = { cert: readFileSync(server.cert), key: readFileSync(server.key) };
    const transport = createLeanTransport({ ...defaults, tls }, echo);
    t.after(() => transport.drain(0));
    const address = await transport.start();
    assert.ok(address.kind === "tcp");
    const socket = connect({
      host: "127.0.0.1",
      port: address.port,
      rejectUnauthorized: false,
      ...(ALPNProtocols && { ALPNProtocols }),
    });
    let received = 0;
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      received += chunk.length;
    });
    await new Promise((resolve) => socket.once("close", resolve));
    assert.equal(received, 0);
  });
}
