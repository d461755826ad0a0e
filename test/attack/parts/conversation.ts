/** One session with a server that asks its client: a call of the tool `ask`, the server's request, and an answer to it. */
import http from "node:http";
import type { AnswerCase } from "../catalogue/conversations.ts";
import { withId } from "../catalogue/responses.ts";

export type Conversation = {
  /** HTTP status of the answer's POST. */
  readonly status: number | undefined;
  /** The tool's call was answered; only waited for where the answer was taken by somebody. */
  readonly ended: boolean;
};

const patience = 20_000;
const json = { "content-type": "application/json", accept: "application/json, text/event-stream" };
const era = "2025-11-25";

/** Rejects when the server does not come to ask within 20 s, or does not end the call once the answer was accepted. */
export async function converse(port: number, one: AnswerCase): Promise<Conversation> {
  const open: http.ClientRequest[] = [];
  const messages: Message[] = [];
  const waiting: (() => void)[] = [];
  const hear = (message: Message) => {
    messages.push(message);
    for (const wake of waiting.splice(0)) wake();
  };
  const heard = async (wanted: (message: Message) => boolean): Promise<Message> => {
    const deadline = AbortSignal.timeout(patience);
    for (;;) {
      const found = messages.find(wanted);
      if (found) return found;
      await new Promise<void>((resolve, reject) => {
        waiting.push(resolve);
        deadline.addEventListener("abort", () =>
          reject(new Error(`nothing came: ${JSON.stringify(messages)}`)),
        );
      });
    }
  };
  const send = (method: string, headers: Headers, body?: string | Uint8Array) => {
    const options = { port, host: "127.0.0.1", path: "/mcp", method, headers, agent: false };
    const request = http.request(options);
    open.push(request);
    request.end(body);
    return new Promise<http.IncomingMessage>((resolve, reject) => {
      request.once("error", reject).once("response", (response) => {
        response.on("error", () => {});
        readMessages(response, hear);
        resolve(response);
      });
    });
  };
  try {
    const greeting = await send("POST", json, initialize);
    await heard(({ id }) => id === "greeting");
    const session = {
      ...json,
      "mcp-session-id": String(greeting.headers["mcp-session-id"]),
      "mcp-protocol-version": era,
    };
    await send("POST", session, '{"jsonrpc":"2.0","method":"notifications/initialized"}');
    await send("GET", { ...session, accept: "text/event-stream" });
    // Not awaited: a server that has nothing to say yet may not even send a head.
    void send("POST", session, call(one.asked)).catch(() => {});
    const question = await heard(({ method }) => method === methods[one.asked]);
    const answer = withId(one.body, JSON.stringify(question.id));
    const { statusCode } = await send("POST", { ...session, ...one.headers }, answer);
    const isTaken = statusCode === 202 || statusCode === 200;
    if (isTaken) await heard(({ id, method }) => id === "call" && method === undefined);
    return { status: statusCode, ended: isTaken };
  } finally {
    for (const request of open) request.on("error", () => {}).destroy();
  }
}

type Headers = Readonly<Record<string, string>>;
type Message = { readonly id?: unknown; readonly method?: string };

const methods = {
  elicitation: "elicitation/create",
  sampling: "sampling/createMessage",
  roots: "roots/list",
} as const;
const capabilities = { elicitation: { form: {} }, sampling: {}, roots: {} };
const initialize = JSON.stringify({
  jsonrpc: "2.0",
  id: "greeting",
  method: "initialize",
  params: { protocolVersion: era, capabilities, clientInfo: { name: "attack", version: "1" } },
});
const call = (what: string): string =>
  JSON.stringify({
    jsonrpc: "2.0",
    id: "call",
    method: "tools/call",
    params: { name: "ask", arguments: { what } },
  });

/** Messages of a JSON body or an event stream, as they come. */
function readMessages(response: http.IncomingMessage, hear: (message: Message) => void): void {
  let text = "";
  const isStream = String(response.headers["content-type"]).startsWith("text/event-stream");
  response.setEncoding("utf8").on("data", (piece) => {
    text += piece;
    if (!isStream) return;
    const events = text.split(/\r?\n\r?\n/);
    text = events.pop() ?? "";
    for (const event of events) {
      const data = event.split(/\r?\n/).filter((line) => line.startsWith("data:"));
      const joined = data.map((line) => line.slice(5)).join("\n");
      if (joined.trim() !== "") hear(JSON.parse(joined) as Message);
    }
  });
  response.on("end", () => {
    if (!isStream && text.startsWith("{")) hear(JSON.parse(text) as Message);
  });
}
