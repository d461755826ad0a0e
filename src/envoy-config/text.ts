/** The bootstrap as YAML that explains itself. */
import { Document, isScalar, visit } from "yaml";
import type { EnvoyOptions } from "./options.ts";
import { renderEnvoyConfig } from "./render.ts";

/** YAML text of `renderEnvoyConfig`, each decisive key with the reason for its value. */
export function renderEnvoyYaml(options: EnvoyOptions): string {
  const document = new Document(renderEnvoyConfig(options), { aliasDuplicateObjects: false });
  document.commentBefore = headline(options);
  visit(document, {
    Pair(_, pair) {
      if (!isScalar(pair.key)) return;
      const reason = reasons[String(pair.key.value)];
      if (reason !== undefined) pair.key.commentBefore = reason.map((line) => ` ${line}`).join("\n");
    },
  });
  return document.toString({ lineWidth: 140 });
}

function headline({ variant, listen, admin, adapter, replicas, upstream }: EnvoyOptions): string {
  const at = [adapter, ...replicas]
    .map((each) => (each.kind === "unix" ? each.path : `${each.host}:${each.port}`))
    .join(", ");
  const what = {
    static: [
      "Static variant: the request is buffered, the response fully duplex streamed, nothing is changed per exchange.",
      "Envoy names these modes at the start of every stream, so the adapter knows for certain which form an edit must have.",
    ],
    override: [
      "Override variant: both bodies are buffered unless the adapter asks for less, or for event streams piece by piece.",
      "Faster where many methods need no response side. An override that Envoy ignores leaves the body buffered: inspected all the same.",
    ],
  }[variant];
  return [
    "Envoy 1.38 or newer.",
    `MCP clients: ${listen.host}:${listen.port}. MCP server: ${upstream.host}:${upstream.port}. Adapter: ${at}. Admin: ${admin.host}:${admin.port}.`,
    ...what,
  ]
    .map((line) => ` ${line}`)
    .join("\n");
}

/** Comments by key; every key here occurs in one place of the template only, or means the same in each. */
const reasons: Readonly<Record<string, readonly string[]>> = {
  grpc_async_client_manager_config: [
    "Never drop the adapter's gRPC client. By default Envoy drops it after 50 s without a new exchange, and with the runtime key",
    "below it crashes when an exchange ends that outlived its client.",
  ],
  layered_runtime: [
    "Half-close finished ext_proc streams instead of resetting them: Node's HTTP/2 takes more than about 1000 resets for an",
    "attack, closes the connection, and the exchanges in flight end with 500.",
  ],
  per_connection_buffer_limit_bytes: [
    "What can be buffered of a body; a larger request is a 413, a larger response a 500. For HTTP/2 clients Envoy takes the",
    "window of a stream for this limit, so initial_stream_window_size below is the same number.",
  ],
  use_remote_address: [
    "Edge: client addresses come from the connection, not from a header. Behind a trusted proxy see xff_num_trusted_hops.",
  ],
  normalize_path: ["The path that rules were written for is the path that the server sees."],
  stream_idle_timeout: ["Event streams may be quiet for long."],
  routes: ["Never a route to an MCP server with ext_proc disabled: the server may ignore the path."],
  response_direction_config: [
    "Before the adapter in this list, so after it on responses. JSON only: a compressor would hold back an event stream.",
  ],
  failure_mode_allow: ["No answer of the adapter: no traffic. True would let everything pass uninspected."],
  message_timeout: ["Per answer; keep it above the adapter's budget for the plugins of one message."],
  allow_mode_override: ["Compared literally with what the adapter asks for; leave them as they are."],
  retry_policy: [
    "Another replica, for exchanges of which the first has seen nothing. Never on more: its plugins may have acted on it.",
  ],
  lb_policy: [
    "By exchanges under way: an event stream counts for hours, a call for milliseconds, and a slow replica gets fewer.",
  ],
  outlier_detection: [
    "Connections that fail put a replica aside at once. Statuses do not: they are verdicts on exchanges.",
  ],
  health_checks: [
    "A replica that is being stopped, or is gone, gets no more exchanges. If all are, Envoy asks any: the exchange fails.",
  ],
  mutation_rules: ["What no reply of the adapter may touch; an attempt is a 500."],
  metadata_options: [
    "In: identity from other filters. Out: every decision, for access logs, RBAC and rate limits after this filter.",
  ],
  circuit_breakers: [
    "Each exchange holds a stream, each event stream for as long as it lives: the defaults (1024) would limit clients.",
  ],
  connection_keepalive: [
    "The only watchdog over a hung adapter where Envoy has no message timeout (FULL_DUPLEX_STREAMED).",
  ],
};
