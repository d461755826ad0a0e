import type { Difference } from "../executor/differences.ts";

/** Where external plugins are called otherwise than by cpex's clients, on purpose; `test` is what holds it. */
export const externalDifferences: readonly (Difference & { readonly test: string })[] = [
  {
    title: "Answers are read strictly",
    cpex: "`continue_processing` may be a text or a number, unknown keys make an allowing result, of a key that stands twice the last counts, and over `grpc` and `unix_socket` an `error` without a message is none.",
    here: "Each of these is an error of the plugin, and `on_error` decides. So is an answer in another plugin's name.",
    reason: "What is no verdict must not allow.",
    test: "test/framework/external/external-plugin.test.ts",
  },
  {
    title: "Calls have limits",
    cpex: "What bounds a call is the gateway's plugin timeout, and what the transport's library has for limits.",
    here: "The server is told that a call was given up, answers and contexts have largest sizes, calls a largest number at a time and waiting.",
    reason: "A server that does wrong costs its own plugin's verdict and nothing else.",
    test: "test/framework/external/every-transport.test.ts",
  },
  {
    title: "Addresses",
    cpex: "`grpc.target` and `mcp.url` may lead anywhere (ContextForge checks `mcp.url`).",
    here: "Literal private, loopback and IPv6 addresses need `allow_private_addresses: true`, with `grpc` too; names do not.",
    reason: "A configuration that somebody else wrote reaches nothing inside by accident.",
    test: "test/framework/config/external-schema.test.ts",
  },
  {
    title: "`grpc`: TLS stands in the block",
    cpex: "Without `grpc.tls` the variables `PLUGINS_GRPC_CLIENT_MTLS_*` may switch TLS on.",
    here: "They are not read: `tls: {}` switches it on. `auth` is there besides.",
    reason: "One place says whether a connection is encrypted.",
    test: "test/framework/external/grpc.test.ts",
  },
  {
    title: "`grpc`: lost connections and health",
    cpex: "A call that a connection is lost under fails; the server's health service is not asked.",
    here: "It is made again, `retry_attempts` times; the health service is asked at the start and in the rhythm of health checks, where the server has one.",
    reason: "A server that was restarted costs no message.",
    test: "test/framework/external/every-transport.test.ts",
  },
  {
    title: "`unix_socket`: a socket for each call",
    cpex: "All calls wait for one socket. After a timeout it is used again: the late answer is taken for that of the next call.",
    here: "Up to `connection_pool_size` calls have a socket each; one whose call did not end with exactly one answer is closed.",
    reason: "The protocol has no ids: a verdict on one message must not become another's.",
    test: "test/framework/external/unix-socket.test.ts",
  },
  {
    title: "`unix_socket`: the plugin has to be there",
    cpex: "A server that does not know the plugin, or does not answer, is a warning at the start.",
    here: "It stops the start.",
    reason: "A plugin that cannot run protects nothing.",
    test: "test/framework/external/every-transport.test.ts",
  },
];
