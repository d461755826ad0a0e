import { z } from "zod";
import { refusedUrl } from "../external/url-guard.ts";
import { auth, lasting, longestSeconds, text, tls } from "./external-access-schema.ts";

/** Schemas of the blocks that say how a server of ContextForge's protobuf plugin service is reached. */

const hostAndPort = /^(?:\[[0-9A-Fa-f:.]+\]|[^\s:/?#@[\]]+):[0-9]{1,5}$/;
/** What gRPC's metadata can hold. */
const metadataName = /^(?!grpc-)[0-9a-z_.-]+(?<!-bin)$/i;
const metadataText = /^[\x20-\x7e]*$/;

export const grpcSchema = z
  .strictObject({
    target: text.nullish().describe("`host:port` of the server."),
    uds: text.nullish().describe("Instead of `target`: path of the server's unix socket."),
    allow_private_addresses: z
      .boolean()
      .default(false)
      .describe(
        "`true`: `target` may hold a loopback, private or IPv6 address. Host names, `localhost` too, need no permission.",
      ),
    tls: tls
      .nullish()
      .describe("With `target`: TLS, 1.2 or newer. Without it the connection is in plain text."),
    auth: auth.nullish(),
    ...lasting,
  })
  .superRefine((value, context) => {
    const complain = (key: string, message: string) =>
      context.addIssue({ code: "custom", path: [key], message });
    const given = (key: keyof typeof value) => value[key] !== undefined && value[key] !== null;
    if (given("target") === given("uds")) complain("target", "either `target` or `uds`");
    if (given("uds") && given("tls")) complain("tls", "no `tls` with `uds`");
    if (typeof value.target === "string") {
      const refused = hostAndPort.test(value.target)
        ? refusedUrl(`http://${value.target}`, value.allow_private_addresses)
        : "`host:port`";
      if (refused !== undefined) complain("target", refused);
    }
    if (((value.tls?.certfile ?? null) === null) !== ((value.tls?.keyfile ?? null) === null))
      complain("tls", "a certificate and its key");
    for (const key of ["name", "header_name", "token", "key", "api_key", "value", "header_value"] as const) {
      const found = value.auth?.[key] ?? "";
      const isName = key === "name" || key === "header_name";
      const fits = isName ? found === "" || metadataName.test(found) : metadataText.test(found);
      if (!fits)
        context.addIssue({
          code: "custom",
          path: ["auth", key],
          message: "a text that gRPC metadata can hold",
        });
    }
  });

export const unixSocketSchema = z.strictObject({
  path: text.describe("Path of the server's socket."),
  timeout: z.number().min(0.001).max(longestSeconds).default(30).describe("Seconds one call may take."),
  ...lasting,
});

/** An external plugin's `grpc:` block, with defaults filled in. */
export type GrpcBlock = z.output<typeof grpcSchema>;
/** An external plugin's `unix_socket:` block, with defaults filled in. */
export type UnixSocketBlock = z.output<typeof unixSocketSchema>;
