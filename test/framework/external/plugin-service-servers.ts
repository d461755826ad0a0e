import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import { answer, demoConfig, type FakeOptions, type HookCall } from "./fake-plugin.ts";
import { decodeMessage, encodeMessage, struct } from "./plugin-service.ts";

export interface PluginServiceOptions extends FakeOptions {
  readonly port?: number;
  /** Path of a unix socket to listen on instead of a port; the raw transport has nothing else. */
  readonly uds?: string;
  readonly credentials?: ServerCredentials;
  /** Of the gRPC server: its answers are compressed. */
  readonly compressed?: boolean;
  /** Of the gRPC server: without its health service. */
  readonly withoutHealth?: boolean;
  /** Of the gRPC server: called when a call is given up. */
  readonly cancelled?: () => void;
  /** Of the raw transport: writes what it likes to the socket instead of an answer; `false`: it did not. */
  readonly instead?: (socket: Socket, message: Buffer) => boolean;
}

export interface PluginServiceServer {
  readonly port: number;
  /** Metadata of every gRPC call, oldest first. */
  readonly metadata: Record<string, unknown>[];
  readonly connections: () => number;
  close(): Promise<void>;
}

const never = new Promise<Buffer>(() => {});

function configAnswer(request: Buffer, options: FakeOptions): Buffer {
  const { name } = decodeMessage("Name", request);
  if (name !== "Demo") return encodeMessage("Config", {});
  return encodeMessage("Config", { found: true, config: struct(options.config ?? demoConfig) });
}

/** What the fake plugin answers with; rejects for the operation `rpc`. */
async function hookAnswer(request: Buffer, options: FakeOptions): Promise<Buffer> {
  const message = decodeMessage("Call", request);
  const { context } = message as unknown as HookCall;
  const given = context.global_context;
  const { user_string, user_struct, ...global } = given;
  const user = user_string ?? user_struct;
  const call = {
    ...message,
    context: {
      ...{ state: {}, metadata: {} },
      ...context,
      global_context: { ...global, ...(user !== undefined && { user }) },
    },
  } as unknown as HookCall;
  await options.called?.(call);
  const { op } = call.payload.args ?? {};
  switch (op) {
    case "exit":
    case "hang":
      return never;
    case "bytes":
      return Buffer.from(String(call.payload.args["hex"]), "hex");
    case "huge":
      return encodeMessage("Answer", { result: struct({ metadata: { x: "x".repeat(3_000_000) } }) });
    case "huge context":
      return encodeMessage("Answer", {
        result: struct({}),
        context: { state: struct({ x: "x".repeat(1_000_001) }) },
      });
    case "empty":
      return Buffer.alloc(0);
    case "other":
      return encodeMessage("Answer", { plugin_name: "X", result: struct({}) });
    case "rpc":
      throw new Error("secret details");
  }
  const reply = answer(call, String(op));
  return encodeMessage("Answer", {
    plugin_name: call.plugin_name,
    ...(reply.result && { result: struct(reply.result) }),
    ...(reply.error && { error: { message: "secret details" } }),
    ...(reply.context && { context: contextFields(reply.context as HookCall["context"]) }),
  });
}

function contextFields({ state, metadata, global_context }: HookCall["context"]): object {
  const global = { state: struct((global_context["state"] ?? {}) as object) };
  return { state: struct(state), metadata: struct(metadata), global_context: global };
}

/** The fake plugin as a gRPC server of ContextForge's plugin service. */
export async function startGrpcServer(options: PluginServiceOptions = {}): Promise<PluginServiceServer> {
  const server = new Server({
    "grpc.max_send_message_length": -1,
    ...(options.compressed && { "grpc.default_compression_algorithm": 2 }),
  });
  const metadata: Record<string, unknown>[] = [];
  const method = (path: string, work: (request: Buffer) => Promise<Buffer>) => ({
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: (bytes: Buffer) => bytes,
    requestDeserialize: (bytes: Buffer) => bytes,
    responseSerialize: (bytes: Buffer) => bytes,
    responseDeserialize: (bytes: Buffer) => bytes,
    handler: (call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => {
      metadata.push(call.metadata.getMap());
      call.once("cancelled", () => options.cancelled?.());
      work(call.request).then(
        (bytes) => done(null, bytes),
        (error: Error) => done({ code: status.INTERNAL, details: error.message }),
      );
    },
  });
  const methods = [
    method("/cpex.PluginService/GetPluginConfig", async (request) => configAnswer(request, options)),
    method("/cpex.PluginService/InvokeHook", (request) => hookAnswer(request, options)),
    method("/cpex.Health/Check", async () => encodeMessage("Health", { status: 1 })),
  ];
  if (options.withoutHealth) methods.pop();
  server.addService(
    Object.fromEntries(methods.map(({ handler: _, ...definition }) => [definition.path, definition])),
    Object.fromEntries(methods.map(({ path, handler }) => [path, handler])),
  );
  const address = options.uds ? `unix:${options.uds}` : `127.0.0.1:${options.port ?? 0}`;
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, options.credentials ?? ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { port, metadata, connections: () => 0, close: async () => server.forceShutdown() };
}

/** The fake plugin behind the raw unix socket of ContextForge's plugin service, or behind a port where none is given. */
export async function startUnixSocketServer(options: PluginServiceOptions): Promise<PluginServiceServer> {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((socket) => {
    count++;
    sockets.add(socket);
    socket.on("error", () => {}).once("close", () => sockets.delete(socket));
    let waiting = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      while (waiting.length >= 4 && waiting.length >= 4 + waiting.readUInt32BE()) {
        const end = 4 + waiting.readUInt32BE();
        const message = waiting.subarray(4, end);
        waiting = waiting.subarray(end);
        if (options.instead?.(socket, message) !== true) void serve(socket, message);
      }
    });
  });

  /** As cpex's server: a call is known by its second field, the plugin's name. */
  async function serve(socket: Socket, message: Buffer): Promise<void> {
    const isCall = decodeMessage("Call", message)["plugin_name"] !== undefined;
    const work = isCall ? hookAnswer(message, options) : Promise.resolve(configAnswer(message, options));
    const bytes = await work.catch(() => encodeMessage("Answer", { error: { message: "secret details" } }));
    socket.write(frame(bytes));
  }

  server.listen(options.uds ?? 0);
  await once(server, "listening");
  const address = server.address() as AddressInfo | string;
  return {
    port: typeof address === "string" ? 0 : address.port,
    metadata: [],
    connections: () => count,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** A message behind its length. */
export function frame(bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt32BE(bytes.length);
  return Buffer.concat([header, bytes]);
}
