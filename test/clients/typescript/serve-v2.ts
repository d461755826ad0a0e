/** A server of version 2 of the TypeScript SDK: revision 2026-07-28, and the older ones without sessions. */

import { load } from "./packages.ts";
import {
  counted,
  elicitation,
  instructions,
  notified,
  plainTool,
  prompt,
  questions,
  resource,
  serve,
  state,
  text,
  toolList,
  word,
} from "./serve.ts";

const { Server, createMcpHandler, ProtocolError, inputRequired } = load("@modelcontextprotocol/server");
const { toNodeHandler } = load("@modelcontextprotocol/node");

type Params = {
  readonly name: string;
  readonly uri: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
};
type Context = {
  readonly mcpReq: {
    readonly inputResponses?: Readonly<Record<string, { readonly action?: string }>>;
    notify(notification: object): Promise<void>;
  };
};

function newServer(path: string): unknown {
  const server = new Server(
    { name: "matrix-v2", version: "1.0.0" },
    { capabilities: { tools: {}, prompts: {}, resources: {}, logging: {} }, ...instructions(path) },
  );
  server.setRequestHandler("tools/list", () => ({ tools: toolList }));
  server.setRequestHandler("prompts/get", ({ params }: { params: Params }) => prompt(params.name));
  server.setRequestHandler("resources/read", ({ params }: { params: Params }) => resource(params.uri));
  server.setRequestHandler("tools/call", ({ params }: { params: Params }, context: Context) =>
    counted(async () => {
      const { name } = params;
      if (name === "fail") throw new ProtocolError(-32050, `project ${word}`);
      const notification = notified[name];
      if (notification !== undefined) {
        await context.mcpReq.notify({ method: "notifications/message", params: notification });
        return text("notified");
      }
      const question = questions[name === "ask_both" ? "ask" : name];
      if (question === undefined) return plainTool(name, params.arguments ?? {});
      const answer = context.mcpReq.inputResponses?.["q"];
      if (answer === undefined) {
        const more = name === "ask_both" && {
          p: { method: "elicitation/create", params: { ...elicitation, message: word } },
        };
        return inputRequired({ inputRequests: { q: question, ...more } });
      }
      state.asked.push(String(answer.action));
      return text(`answered: ${String(answer.action)}`);
    }),
  );
  return server;
}

const endpoint = (responseMode: "json" | "sse", path = "") => {
  const handler = toNodeHandler(createMcpHandler(() => newServer(path), { responseMode }));
  return async (request: unknown, response: unknown) => {
    await handler(request, response);
  };
};

serve({ "/json": endpoint("json"), "/stream": endpoint("sse"), "/poisoned": endpoint("sse", "/poisoned") });
