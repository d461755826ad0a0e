/**
 * What both servers of this folder share: the tools as data, an HTTP listener with one path for each way to answer, and
 * counters of the calls that began and ended.
 *
 *   GET /state   {"began": 3, "ended": 3, "asked": ["accept"]}
 *   /json        answers as JSON
 *   /stream      answers as an event stream
 *   /poisoned    as /stream, and the server says the plugin's word of itself
 *   /resumable   as /stream, with event ids, a priming event and replay (version 1 only)
 *
 * A request header `x-matrix` that begins with `fault-` has the answer to a request replaced by a broken one.
 */
import http from "node:http";
import { fault } from "./faults.ts";

export const state = { began: 0, ended: 0, asked: [] as string[] };

/** The word that the plugin looks for. */
export const word = "nightfall";

/** Nested deeper than the adapter's limit. */
export function deep(levels = 100): object {
  let value: object = {};
  for (let level = 0; level < levels; level++) value = { a: value };
  return value;
}

export const tools: readonly string[] = [
  "echo",
  "poison",
  "reveal",
  "fail",
  "big",
  "ask",
  "ask_secret",
  "ask_folded",
  "ask_deep",
  "sample_folded",
  "ask_large",
  "notify_deep",
  "ask_on_get",
  "ask_secret_on_get",
  "ask_folded_on_get",
  "ask_deep_on_get",
  "ask_back_on_get",
  "ask_back",
  "ask_both",
  "sample",
  "sample_secret",
  "sample_back",
  "notify_secret",
];

export const toolList: readonly object[] = tools.map((name) => ({
  name,
  inputSchema: { type: "object" },
  ...(name === "poison" && { description: `project ${word}` }),
}));

/** What a server says of itself on a path. */
export const instructions = (path: string): object =>
  path === "/poisoned" ? { instructions: `project ${word}` } : {};

export const text = (value: string): object => ({ content: [{ type: "text", text: value }] });

export const elicitation = {
  message: "Go on?",
  requestedSchema: { type: "object", properties: { text: { type: "string" } } },
};

/** Params of the request to the client that a tool makes, if it makes one. */
export const questions: Readonly<Record<string, { readonly method: string; readonly params: object }>> = {
  ask: { method: "elicitation/create", params: elicitation },
  ask_secret: { method: "elicitation/create", params: { ...elicitation, message: word } },
  ask_back: { method: "elicitation/create", params: { ...elicitation, message: "secret" } },
  ask_large: { method: "elicitation/create", params: { ...elicitation, message: "large" } },
  ask_folded: { method: "elicitation/create", params: { ...elicitation, Name: "x" } },
  ask_deep: { method: "elicitation/create", params: { ...elicitation, _meta: { a: deep() } } },
  sample: sampling("hi"),
  sample_secret: sampling(word),
  sample_back: sampling("secret"),
  sample_folded: sampling("hi", { Name: "x" }),
};

function sampling(asked: string, more: object = {}): { readonly method: string; readonly params: object } {
  const messages = [{ role: "user", content: { type: "text", text: asked } }];
  return { method: "sampling/createMessage", params: { messages, maxTokens: 5, ...more } };
}

/** Params of the notification that a tool sends, if it sends one. */
export const notified: Readonly<Record<string, object>> = {
  notify_secret: { level: "error", data: word },
  notify_deep: { level: "error", data: { word, deep: deep() } },
};

/** Runs a tool that needs nothing of the client. `undefined`: it does. */
export function plainTool(name: string, args: Readonly<Record<string, unknown>>): object | undefined {
  if (name === "echo") return text(`echo: ${String(args["text"]).slice(0, 100)}`);
  if (name === "reveal") return text(`project ${word}`);
  if (name === "big") return text("x".repeat(600_000));
  return undefined;
}

export const prompt = (name: string): object => ({
  messages: [
    { role: "user", content: { type: "text", text: name === "reveal" ? `project ${word}` : "hello" } },
  ],
});
export const resource = (uri: string): object => ({
  contents: [{ uri, mimeType: "text/plain", text: uri.endsWith("reveal") ? `project ${word}` : "hello" }],
});

/** Counts a call's beginning and its end, whatever the end. */
export async function counted<T>(run: () => Promise<T> | T): Promise<T> {
  state.began++;
  try {
    return await run();
  } finally {
    state.ended++;
  }
}

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => Promise<void>;

/** Listens on a free port of loopback and prints it. */
export function serve(handlers: Readonly<Record<string, Handler>>): void {
  const server = http.createServer((request, response) => {
    if (request.url === "/state") {
      response.setHeader("content-type", "application/json").end(JSON.stringify(state));
      return;
    }
    const handler = handlers[request.url ?? ""];
    if (!handler) {
      response.writeHead(404).end();
      return;
    }
    const wanted = request.headers["x-matrix"];
    if (wanted === "poison") response.setHeader("x-poison", "1");
    const done =
      typeof wanted === "string" && wanted.startsWith("fault-") && request.method === "POST"
        ? fault(wanted.slice("fault-".length), request, response)
        : handler(request, response);
    done.catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    console.log(typeof address === "object" && address ? address.port : "");
  });
}
