/**
 * An MCP server of both eras on one URL with the fixtures of the conformance suite, made with the official TypeScript SDK:
 * sessions, event ids and resuming up to 2025-11-25. Prints its port; `--json` answers with JSON where it can.
 */
import { randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { createServer } from "./handlers.ts";
import { type EventStore, nodeSdk, sdk, type Transport } from "./sdk.ts";

const asJson = process.argv.includes("--json");
const sessions = new Map<string, Transport>();

const modern = sdk.createMcpHandler(() => createServer(modern.notify, !asJson), {
  legacy: "reject",
  responseMode: asJson ? "json" : "auto",
});

const handle = nodeSdk.toNodeHandler({
  fetch: async (request) => ((await sdk.isLegacyRequest(request)) ? legacy(request) : modern.fetch(request)),
});
const guards = [nodeSdk.localhostHostValidation(), nodeSdk.localhostOriginValidation()];
const server = http.createServer((request, response) => {
  if (guards.every((guard) => guard(request, response))) return handle(request, response);
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));

async function legacy(request: Request): Promise<Response> {
  const id = request.headers.get("mcp-session-id");
  const known = id === null ? undefined : sessions.get(id);
  if (known !== undefined) return known.handleRequest(request);
  if (id !== null)
    return Response.json(
      { jsonrpc: "2.0", id: null, error: { code: -32001, message: "Session not found" } },
      { status: 404 },
    );
  const transport = new sdk.WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (session) => void sessions.set(session, transport),
    onsessionclosed: (session) => void sessions.delete(session),
    eventStore: eventStore(),
    retryInterval: 100,
    enableJsonResponse: asJson,
  });
  await createServer({ toolsChanged() {}, promptsChanged() {} }, !asJson).connect(transport);
  return transport.handleRequest(request);
}

/** Events of one session; ids count within a stream, so that they are the same whichever stream comes first. */
function eventStore(): EventStore {
  const streams = new Map<string, unknown[]>();
  return {
    async storeEvent(stream, message) {
      const events = streams.get(stream) ?? [];
      streams.set(stream, events);
      return `${stream}_${events.push(message)}`;
    },
    async replayEventsAfter(id, { send }) {
      const at = id.lastIndexOf("_");
      const stream = id.slice(0, at);
      const seen = Number(id.slice(at + 1));
      for (const [index, message] of (streams.get(stream) ?? []).entries())
        if (index >= seen) await send(`${stream}_${index + 1}`, message);
      return stream;
    },
  };
}
