/** Answers that no proper server gives: the adapter has to refuse them, and the client has to live with the refusal. */
import { once } from "node:events";
import type http from "node:http";

/** Answers a POST with the fault of this name. */
export async function fault(
  name: string,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const pieces: Buffer[] = [];
  request.on("data", (piece: Buffer) => pieces.push(piece));
  await once(request, "end");
  const { id } = JSON.parse(Buffer.concat(pieces).toString()) as { id?: unknown };
  const known = faults[name];
  if (!known) throw new Error(`no fault ${name}`);
  const [status, contentType, body] = known(JSON.stringify(id));
  response.writeHead(status, { "content-type": contentType }).end(body);
}

const jsonType = "application/json";
const events = "text/event-stream";
const secret = `{"content":[{"type":"text","text":"project nightfall"}]}`;
const event = (data: string) => `event: message\ndata: ${data}\n\n`;

const faults: Readonly<Record<string, (id: string) => readonly [number, string, string]>> = {
  "twice-a-key": (id) => [200, jsonType, `{"jsonrpc":"2.0","id":${id},"result":{},"result":${secret}}`],
  "no-json": (id) => [200, jsonType, `{"jsonrpc":"2.0","id":${id},"result":`],
  "other-id": () => [200, jsonType, `{"jsonrpc":"2.0","id":"another","result":${secret}}`],
  text: () => [200, "text/plain", "project nightfall"],
  empty: () => [200, jsonType, ""],
  "error-page": () => [502, "text/html", "<h1>project nightfall</h1>"],
  "error-json": (id) => [
    500,
    jsonType,
    `{"jsonrpc":"2.0","id":${id},"error":{"code":-32603,"message":"project nightfall"}}`,
  ],
  "event-twice-a-key": (id) => [
    200,
    events,
    event(`{"jsonrpc":"2.0","id":${id},"result":{},"result":${secret}}`),
  ],
  "event-no-json": () => [200, events, event("project nightfall")],
  "event-other-id": () => [200, events, event(`{"jsonrpc":"2.0","id":"another","result":${secret}}`)],
  "event-no-blank-line": (id) => [
    200,
    events,
    `event: message\ndata: {"jsonrpc":"2.0","id":${id},"result":${secret}}\n`,
  ],
};
