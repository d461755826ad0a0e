import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { connect as connectTls } from "node:tls";
import { type ChannelCredentials, credentials, status } from "@grpc/grpc-js";
import type { ListenAddress } from "../../../src/extproc/transport/transport.ts";
import { connectTo, defaults, echo, onEachTransport, open } from "./process-client.ts";

interface KeyPair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

await onEachTransport(({ create, start }) => {
  describe("TLS", () => {
    let folder: string;
    let server: KeyPair;
    let client: KeyPair;
    let stranger: KeyPair;

    before(() => {
      folder = mkdtempSync(join(tmpdir(), "tls-"));
      server = makeKeyPair(folder, "server", "subjectAltName=IP:127.0.0.1");
      client = makeKeyPair(folder, "client", "basicConstraints=critical,CA:true");
      stranger = makeKeyPair(folder, "stranger", "basicConstraints=critical,CA:true");
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    it("serves clients that trust the certificate", async (t) => {
      const { address } = await start(t, echo, { tls: server });
      assert.equal(await outcome(t, address, credentials.createSsl(server.cert)), "hello");
    });

    it("is not spoken in plaintext", async (t) => {
      const { address } = await start(t, echo, { tls: server });
      assert.equal(await outcome(t, address, credentials.createInsecure()), status.UNAVAILABLE);
    });

    it("with a client CA serves only clients that have a certificate of it", async (t) => {
      const { address } = await start(t, echo, { tls: { ...server, clientCa: client.cert } });
      const withCertificate = (pair: KeyPair) => credentials.createSsl(server.cert, pair.key, pair.cert);
      assert.equal(await outcome(t, address, withCertificate(client)), "hello");
      assert.equal(await outcome(t, address, withCertificate(stranger)), status.UNAVAILABLE);
      assert.equal(await outcome(t, address, credentials.createSsl(server.cert)), status.UNAVAILABLE);
      assert.equal(await outcome(t, address, credentials.createInsecure()), status.UNAVAILABLE);
      assert.equal(await outcome(t, address, withCertificate(client)), "hello");
    });

    it("serves no connection whose handshake ends in a drain, which would not be told to stop", async (t) => {
      const { transport, address } = await start(t, echo, { tls: server });
      assert.ok(address.kind === "tcp");
      const raw = connect(address.port, "127.0.0.1");
      await once(raw, "connect");
      // Connections are accepted in turn: the one before this is in, too.
      const call = open(connectTo(t, address, credentials.createSsl(server.cert)));
      call.stream.write(Buffer.from("hello"));
      assert.equal(await call.next(), "hello");
      const drained = transport.drain(20_000);
      const late = connectTls({ socket: raw, rejectUnauthorized: false, ALPNProtocols: ["h2"] });
      late.on("error", () => {});
      const outcome = await new Promise((resolve) => {
        late.once("data", () => resolve("served"));
        late.once("close", () => resolve("closed"));
      });
      late.destroy();
      call.stream.end();
      await drained;
      assert.equal(outcome, "closed");
    });

    const unusable: [name: string, material: () => KeyPair][] = [
      ["no certificate", () => ({ ...server, cert: Buffer.from("none") })],
      ["a key of another certificate", () => ({ ...server, key: client.key })],
    ];
    for (const [name, material] of unusable) {
      it(`refuses to start with ${name}`, async () => {
        const transport = create({ ...defaults, tls: material() }, echo);
        await assert.rejects(transport.start(), /the TLS certificate or key cannot be used/);
      });
    }
  });
});

/** The echo of a first message, or the status code that came instead. */
async function outcome(
  t: Parameters<typeof connectTo>[0],
  address: ListenAddress,
  channelCredentials: ChannelCredentials,
): Promise<string | number> {
  const call = open(connectTo(t, address, channelCredentials));
  call.stream.write(Buffer.from("hello"));
  const first = await Promise.race([call.next(), call.status.then(({ code }) => code)]);
  call.stream.cancel();
  return first;
}

/** A self-signed certificate, which is its own authority. */
function makeKeyPair(folder: string, name: string, extension: string): KeyPair {
  const key = join(folder, `${name}.key`);
  const cert = join(folder, `${name}.pem`);
  const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const subject = ["-subj", `/CN=${name}`, "-addext", extension, "-days", "2", "-keyout", key, "-out", cert];
  try {
    execFileSync("openssl", [...request, ...subject], { stdio: "pipe" });
  } catch (error) {
    throw new Error("these tests make certificates with the openssl command, which failed", { cause: error });
  }
  return { cert: readFileSync(cert), key: readFileSync(key) };
}
