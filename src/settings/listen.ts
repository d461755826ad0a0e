import { z } from "zod";
import { isLocal, readAddress } from "./address.ts";
import { address, bytes, file, flag, milliseconds, relation, sizes } from "./fields.ts";

const tls = z.strictObject({
  cert_file: file.describe("PEM file of the server's certificate chain."),
  key_file: file.describe("PEM file of its private key."),
  client_ca_file: file
    .optional()
    .describe("PEM file of the authorities that Envoy's certificate must come from (mTLS)."),
});

export const transportNames = ["grpc-js", "lean"] as const;
export type TransportName = (typeof transportNames)[number];

/** `adapter.listen`: the gRPC server that Envoy connects to. */
export const listenSettings = z
  .strictObject({
    address: address
      .default("127.0.0.1:50052")
      .describe("`host:port`, or the path of a unix socket (`/run/adapter.sock`). Port 0: any free port."),
    socket_mode: z
      .string()
      .regex(/^0?[0-7]{3}$/, "an octal file mode such as 0600 or 0660")
      .default("0600")
      .describe("Mode of a unix socket's file. Whoever may write to it can read and answer for all traffic."),
    transport: z
      .enum(transportNames)
      .default("grpc-js")
      .describe(
        "Which gRPC server answers Envoy. `lean`: an HTTP/2 server of our own, for less CPU and memory.",
      ),
    tls: tls.optional().describe("TLS; with `client_ca_file` mTLS."),
    allow_plaintext: flag(false).describe(
      "Needed for an address that other machines reach, unless it has mTLS: who connects there reads all traffic and is not held back by a limit on stream resets.",
    ),
    max_message_bytes: bytes(16 * sizes.mebi).describe(
      "Largest gRPC message; must hold the largest body and 64 KiB more.",
    ),
    max_concurrent_streams: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(10_000)
      .describe("Exchanges at a time on one connection."),
    drain_seconds: z
      .number()
      .min(0)
      .max(3600)
      .default(30)
      .describe("After SIGTERM, seconds that live exchanges get to finish; the rest then end with an error."),
    keepalive: z
      .strictObject({
        time_ms: milliseconds(60_000).describe("Idle time before a connection is asked whether it is alive."),
        timeout_ms: milliseconds(20_000).describe("Time for the answer."),
      })
      .prefault({}),
  })
  .superRefine((listen, context) => {
    const reading = readAddress(String(listen.address));
    if (
      !reading.ok ||
      isLocal(reading.address) ||
      listen.allow_plaintext ||
      listen.tls?.client_ca_file !== undefined
    )
      return;
    const message =
      "a loopback address or a unix socket; or mTLS (`tls.client_ca_file`); or `allow_plaintext: true`";
    context.addIssue({ code: "custom", path: ["address"], message });
  }, relation);
