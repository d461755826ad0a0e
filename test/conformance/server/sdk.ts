/** The parts of the official TypeScript SDK (version 2) that the server is made of; its own types are not installed here. */
import { installedPackage } from "../installed.ts";

export type Json = Readonly<Record<string, unknown>>;

export type Context = {
  readonly mcpReq: {
    readonly _meta?: { readonly progressToken?: string | number };
    readonly envelope?: Json;
    readonly inputResponses?: Readonly<Record<string, Json>>;
    requestState<T>(): T | undefined;
    notify(notification: { method: string; params: Json }): Promise<void>;
    log(level: string, data: unknown): Promise<void>;
  };
  readonly http?: { closeSSE?(): void };
};

export type McpServer = {
  setRequestHandler(method: string, handler: (request: { params: Json }, context: Context) => unknown): void;
  connect(transport: Transport): Promise<void>;
  getClientCapabilities(): Json | undefined;
};

export type Transport = { readonly sessionId?: string; handleRequest(request: Request): Promise<Response> };

export type EventStore = {
  storeEvent(stream: string, message: unknown): Promise<string>;
  replayEventsAfter(id: string, to: { send(id: string, message: unknown): Promise<void> }): Promise<string>;
};

type StateCodec = { mint(state: unknown): Promise<string>; verify(state: string): unknown };

type Sdk = {
  Server: new (info: Json, options: Json) => McpServer;
  WebStandardStreamableHTTPServerTransport: new (options: {
    sessionIdGenerator: () => string;
    onsessioninitialized(id: string): void;
    onsessionclosed(id: string): void;
    eventStore: EventStore;
    retryInterval: number;
    enableJsonResponse: boolean;
  }) => Transport;
  createMcpHandler(
    factory: () => McpServer,
    options: Json,
  ): {
    fetch(request: Request): Promise<Response>;
    readonly notify: { toolsChanged(): void; promptsChanged(): void };
  };
  isLegacyRequest(request: Request): Promise<boolean>;
  inputRequired: ((spec: Json) => unknown) & {
    elicit(params: Json): unknown;
    createMessage(params: Json): unknown;
    listRoots(): unknown;
  };
  createRequestStateCodec(options: Json): StateCodec;
  ProtocolError: new (code: number, message: string, data?: unknown) => Error;
  MissingRequiredClientCapabilityError: new (data: Json) => Error;
};

type Node = typeof import("node:http");
type Handler = Parameters<Node["createServer"]>[1] & {};
type Guard = (...parameters: Parameters<Handler>) => boolean;

type NodeSdk = {
  toNodeHandler(handler: { fetch(request: Request): Promise<Response> }): Handler;
  localhostHostValidation(): Guard;
  localhostOriginValidation(): Guard;
};

export const sdk = installedPackage<Sdk>("@modelcontextprotocol/server");
export const nodeSdk = installedPackage<NodeSdk>("@modelcontextprotocol/node");
