/** A server of version 2 of the TypeScript SDK for revision 2026-07-28; its tools do what their names say. */
import { once } from "node:events";
import type http from "node:http";
import { load } from "../typescript/packages.ts";
import { word } from "../typescript/serve.ts";

const { Server, createMcpHandler, inputRequired } = load("@modelcontextprotocol/server");
const { toNodeHandler } = load("@modelcontextprotocol/node");

type Args = Readonly<Record<string, string>>;
type Context = {
  readonly mcpReq: {
    readonly id: unknown;
    readonly signal: AbortSignal;
    readonly inputResponses?: Readonly<Record<string, unknown>>;
    requestState(): unknown;
    notify(notification: object): Promise<void>;
    readonly _meta?: { readonly progressToken?: unknown };
  };
};

/** What the tools got, newest last. */
type Got = {
  readonly tool: string;
  readonly args: Args;
  readonly inputResponses?: unknown;
  readonly state?: unknown;
};

export const text = (value: string) => ({ content: [{ type: "text", text: value }] });
const elicitation = (message: string) => ({
  method: "elicitation/create",
  params: {
    mode: "form",
    message,
    requestedSchema: { type: "object", properties: { text: { type: "string" } } },
  },
});
const sampling = (asked: string) => ({
  method: "sampling/createMessage",
  params: { messages: [{ role: "user", content: { type: "text", text: asked } }], maxTokens: 5 },
});

export type ModernServer = {
  readonly serve: (request: http.IncomingMessage, response: http.ServerResponse) => Promise<void>;
  readonly got: readonly Got[];
  /** Calls that were given up. */
  readonly aborted: readonly string[];
  /** Told to whoever listens. */
  readonly notify: { resourceUpdated(uri: string): void; toolsChanged(): void };
};

/** @param instructions with the word, a tool of its list is poisoned too */
export function newModernServer(instructions = "be nice"): ModernServer {
  const got: Got[] = [];
  const aborted: string[] = [];
  const newServer = () => {
    const server = new Server(
      { name: "eras", version: "1" },
      {
        capabilities: {
          tools: { listChanged: true },
          prompts: { listChanged: true },
          resources: { subscribe: true, listChanged: true },
          completions: {},
          logging: {},
        },
        instructions,
      },
    );
    server.setRequestHandler("tools/list", () => ({
      tools: [
        {
          name: "where",
          inputSchema: {
            type: "object",
            properties: { region: { type: "string", "x-mcp-header": "Region" }, text: { type: "string" } },
          },
        },
        { name: "poison", description: word, inputSchema: { type: "object" } },
      ].slice(0, instructions === word ? 2 : 1),
    }));
    server.setRequestHandler("prompts/list", () => ({ prompts: [{ name: "p" }] }));
    server.setRequestHandler("resources/list", () => ({ resources: [{ name: "r", uri: "memo://r" }] }));
    server.setRequestHandler("resources/templates/list", () => ({ resourceTemplates: [] }));
    server.setRequestHandler("prompts/get", ({ params }: { params: { arguments?: Args } }) => ({
      messages: [{ role: "user", content: { type: "text", text: `about ${params.arguments?.["topic"]}` } }],
    }));
    server.setRequestHandler("resources/read", ({ params }: { params: { uri: string } }) => ({
      contents: [{ uri: params.uri, text: params.uri === "memo://bad" ? word : "fine" }],
    }));
    server.setRequestHandler(
      "completion/complete",
      ({ params }: { params: { argument: { value: string } } }) => ({
        completion: { values: [params.argument.value === "b" ? word : "alpha"] },
      }),
    );
    server.setRequestHandler(
      "tools/call",
      async ({ params }: { params: { name: string; arguments?: Args } }, { mcpReq }: Context) => {
        const { name, arguments: args = {} } = params;
        const { inputResponses } = mcpReq;
        const state = mcpReq.requestState();
        got.push({ tool: name, args, inputResponses, state });
        if (name === "where") return text(`in ${args["region"]}`);
        if (name === "wait") {
          await mcpReq.notify({
            method: "notifications/message",
            params: { level: "info", data: "waiting" },
          });
          if (!mcpReq.signal.aborted) await once(mcpReq.signal, "abort");
          aborted.push(name);
          return text("never");
        }
        if (name === "chatty") {
          await mcpReq.notify({ method: "notifications/message", params: { level: "info", data: "hello" } });
          await mcpReq.notify({ method: "notifications/message", params: { level: "info", data: word } });
          return text("told");
        }
        const asked = {
          user: elicitation(args["elicit"] === "bad" ? word : "name?"),
          model: sampling("a poem"),
          roots: { method: "roots/list" },
        };
        if (inputResponses === undefined)
          return inputRequired({ inputRequests: asked, requestState: "opaque-1" });
        return text(Object.keys(inputResponses).toSorted().join());
      },
    );
    return server;
  };
  const handler = createMcpHandler(newServer, { responseMode: "sse" });
  return { serve: toNodeHandler(handler), got, aborted, notify: handler.notify };
}
