/** A session of a client by hand: requests as they are given, and whatever messages come, on any leg. */
import http from "node:http";

export type Session = {
  /** Resolves with the response's head. Its messages are heard. */
  send(method: string, headers: Headers, body?: string | Uint8Array): Promise<http.IncomingMessage>;
  /** The first message that was heard, or will be, and is wanted; rejects when none comes within 20 s. */
  heard(wanted: (message: Message) => boolean): Promise<Message>;
  /** All that was heard so far. */
  readonly messages: readonly Message[];
  /** Headers of requests within the session; there once it was greeted. */
  greet(): Promise<Headers>;
  close(): void;
};

export type Headers = Readonly<Record<string, string>>;
export type Message = { readonly id?: unknown; readonly method?: string; readonly [member: string]: unknown };

const patience = 20_000;
const json = { "content-type": "application/json", accept: "application/json, text/event-stream" };
const era = "2025-11-25";
const capabilities = { elicitation: { form: {} }, sampling: {}, roots: {} };
const initialize = JSON.stringify({
  jsonrpc: "2.0",
  id: "greeting",
  method: "initialize",
  params: { protocolVersion: era, capabilities, clientInfo: { name: "attack", version: "1" } },
});

/** Nothing is sent yet. */
export function openSession(port: number): Session {
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
  return {
    send,
    heard,
    messages,
    async greet() {
      const greeting = await send("POST", json, initialize);
      await heard(({ id }) => id === "greeting");
      const session = {
        ...json,
        "mcp-session-id": String(greeting.headers["mcp-session-id"]),
        "mcp-protocol-version": era,
      };
      await send("POST", session, '{"jsonrpc":"2.0","method":"notifications/initialized"}');
      await send("GET", { ...session, accept: "text/event-stream" });
      return session;
    },
    close() {
      for (const request of open) request.on("error", () => {}).destroy();
    },
  };
}

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
