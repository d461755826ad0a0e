/**
 * The traffic that is measured. A request has about half a kilobyte unless its name says otherwise, and so has an answer.
 * What the upstream answers and what a client must get is the same text, unless plugins deny or mask.
 */
import { mcpHeaders } from "../../integration/parts/client.ts";
import { id, prose, sized } from "./texts.ts";

/** Names for `--only`; the figures stand under them in the report. */
export const caseNames = [
  "json-0.5k",
  "json-16k",
  "json-256k",
  "json-1m",
  "arguments-256k",
  "events-20",
  "get-stream",
  "list-50",
  "not-mcp",
  "denied",
  "masked",
] as const;
export type CaseName = (typeof caseNames)[number];

export type BenchCase = {
  readonly name: CaseName;
  /** For the documentation. */
  readonly title: string;
  readonly method: "POST" | "GET";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly answer: Answer;
  /** What the documented plugins make of it. */
  readonly outcome: "passes" | "denied" | "masked";
  /** Connections that ask as fast as they can; of `get-stream` the streams. */
  readonly connections: number;
  /** Requests a second at the fixed rate. */
  readonly perSecond: number;
};

/** As the upstream takes it: a body, the chunks of an event stream, or events with times in them. */
export type Answer = {
  readonly contentType: string;
  readonly pieces?: readonly string[];
  readonly stream?: EventTexts & { readonly intervalMs: number; readonly count?: number };
};

export type EventTexts = { readonly prefix: string; readonly suffix: string };

/** The path that the adapter's configuration lists under `not_mcp`. */
export const notMcpPath = "/health";

/** A card number, which is masked, and a word, which is denied. */
export const planted = { card: "4111111111111111", word: "drop table" } as const;

const json = "application/json";
const halfKilobyte = 512;
const kilobyte = 1024;

const call = (bytes: number, query = "") =>
  sized(bytes, (text) => ({
    jsonrpc: "2.0",
    id,
    method: "tools/call",
    params: {
      name: "search",
      arguments: { query: query + text, limit: 10 },
      _meta: { progressToken: "step" },
    },
  }));

const result = (bytes: number, start = "") =>
  sized(bytes, (text) => ({
    jsonrpc: "2.0",
    id,
    result: { content: [{ type: "text", text: start + text }], isError: false },
  }));

const event = (data: string) => `event: message\ndata: ${data}\n\n`;

const steps = Array.from({ length: 19 }, (_, step) =>
  event(
    JSON.stringify({
      jsonrpc: "2.0",
      method: "notifications/progress",
      params: { progressToken: "step", progress: step + 1, total: 20, message: prose(60) },
    }),
  ),
);

const tools = JSON.stringify({
  jsonrpc: "2.0",
  id,
  result: {
    tools: Array.from({ length: 50 }, (_, index) => ({
      name: `tool_${index}`,
      description: prose(150),
      inputSchema: {
        type: "object",
        properties: {
          query: { type: "string", description: prose(60) },
          limit: { type: "integer", minimum: 1 },
        },
        required: ["query"],
      },
    })),
  },
});

/** Around the time at which the upstream writes the event. */
const [prefix, suffix] = event(
  JSON.stringify({
    jsonrpc: "2.0",
    method: "notifications/message",
    params: { level: "info", data: { at: "@", text: prose(60) } },
  }),
).split("@") as [string, string];

const one = (text: string): Answer => ({ contentType: json, pieces: [text] });

const post = (
  name: CaseName,
  title: string,
  body: string,
  answer: Answer,
  rest: Partial<BenchCase> = {},
) => ({
  name,
  title,
  method: "POST" as const,
  path: `/${name}`,
  headers: { ...mcpHeaders, "mcp-protocol-version": "2025-06-18" },
  body,
  answer,
  outcome: "passes" as const,
  connections: 16,
  perSecond: 100,
  ...rest,
});

const small = call(halfKilobyte);
const large = { connections: 4, perSecond: 40 };

export const benchCases: readonly BenchCase[] = [
  post("json-0.5k", "a call, JSON result of 0.5 KB", small, one(result(halfKilobyte))),
  post("json-16k", "a call, JSON result of 16 KB", small, one(result(16 * kilobyte))),
  post("json-256k", "a call, JSON result of 256 KB", small, one(result(256 * kilobyte)), large),
  // 1,000,000 bytes and not 1 MiB: the default of plugin_settings.max_payload_bytes
  post("json-1m", "a call, JSON result of 1 MB", small, one(result(1_000_000)), {
    connections: 4,
    perSecond: 15,
  }),
  post(
    "arguments-256k",
    "a call with 256 KB of arguments, JSON result of 0.5 KB",
    call(256 * kilobyte),
    one(result(halfKilobyte)),
    large,
  ),
  post("events-20", "a call, answered by an event stream of 20 events", small, {
    contentType: "text/event-stream",
    pieces: [...steps, event(result(halfKilobyte))],
  }),
  {
    ...post("get-stream", "four GET streams, an event every 20 ms on each; figures are for one event", "", {
      contentType: "text/event-stream",
      stream: { prefix, suffix, intervalMs: 20 },
    }),
    method: "GET",
    headers: { accept: "text/event-stream", "mcp-protocol-version": "2025-06-18" },
    connections: 4,
    perSecond: 200,
  },
  post(
    "list-50",
    "tools/list of 50 tools",
    JSON.stringify({ jsonrpc: "2.0", id, method: "tools/list", params: {} }),
    one(tools),
  ),
  {
    ...post("not-mcp", "GET of a path listed as not MCP", "", one('{"status":"ok"}')),
    method: "GET",
    path: notMcpPath,
    headers: { accept: json },
  },
  post("denied", "a call that is denied", call(halfKilobyte, `${planted.word} `), one(result(halfKilobyte)), {
    outcome: "denied",
  }),
  post("masked", "a call whose result is masked", small, one(result(halfKilobyte, `card ${planted.card} `)), {
    outcome: "masked",
  }),
];
