import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";

/** How a fake plugin server speaks: today's single tool, or the older tool per hook with either of its reply shapes. */
export type FakeDialect = "invoke_hook" | "v0.8" | "v0.6";

export interface FakeOptions {
  readonly dialect?: FakeDialect;
  /** What `get_plugin_config` answers for the plugin. */
  readonly config?: object;
  /** The plugin's name at the server; default `Demo`. */
  readonly plugin?: string;
  /** Called with the arguments of every hook call, which waits for it. */
  readonly called?: (args: HookCall) => unknown;
}

export interface HookCall {
  readonly hook_type?: string;
  readonly plugin_name: string;
  readonly payload: { readonly name: string; readonly args: Record<string, unknown> };
  readonly context: {
    state: Record<string, unknown>;
    metadata: object;
    global_context: Record<string, unknown>;
  };
}

export const demoConfig = {
  name: "Demo",
  kind: "demo.Demo",
  hooks: ["tool_pre_invoke", "tool_post_invoke", "agent_pre_invoke"],
  tags: ["remote"],
  mode: "sequential",
  on_error: "fail",
  priority: 42,
  conditions: [],
  namespace: null,
};

/** A plugin server that does what a call's `args.op` says, in the format of cpex (see the transcripts of its servers). */
export function fakePluginServer(options: FakeOptions = {}): Server {
  const { dialect = "invoke_hook" } = options;
  const server = new Server({ name: "fake", version: "1" }, { capabilities: { tools: {} } });
  const names = ["get_plugin_config", ...(dialect === "invoke_hook" ? [dialect] : ["tool_pre_invoke"])];
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: names.map((name) => ({ name, inputSchema: { type: "object" as const } })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const args = (params.arguments ?? {}) as unknown as HookCall & { readonly name: string };
    if (params.name === "get_plugin_config") {
      return text(args.name === (options.plugin ?? "Demo") ? (options.config ?? demoConfig) : {});
    }
    await options.called?.(args);
    const { op } = args.payload.args ?? {};
    switch (op) {
      case "exit":
        return process.exit(3);
      case "stop reading":
        process.stdin.pause();
        return new Promise(() => {});
      case "hang":
        return new Promise(() => {});
      case "text":
        return { content: [{ type: "text", text: String(args.payload.args["text"]) }] };
      case "huge":
        return text({ result: { continue_processing: true, metadata: { x: "x".repeat(3_000_000) } } });
      case "huge context":
        return text({ result: {}, context: { state: { x: "x".repeat(1_000_001) } } });
      case "refuse":
        return { content: [{ type: "text", text: "no" }], isError: true };
      case "empty":
        return { content: [] };
      case "shape":
        return { content: [{ type: "text" }] } as never;
      case "rpc":
        throw new Error("secret details");
    }
    const reply = answer(args, String(op));
    if (dialect === "v0.6") return text("result" in reply ? (reply.result as object) : reply);
    return text({ plugin_name: args.plugin_name, ...reply });
  });
  return server;
}

/** What the fake plugin says to a call that it answers. */
export function answer(
  { payload, context }: HookCall,
  op: string,
): { result?: object; error?: object; context?: object } {
  const go = { continue_processing: true, modified_payload: null, violation: null, metadata: {} };
  switch (op) {
    case "modify":
      return {
        result: {
          ...go,
          modified_payload: { ...payload, args: { ...payload.args, added: true }, headers: null },
          metadata: { m: 2 },
        },
      };
    case "deny":
      return {
        result: {
          ...go,
          continue_processing: false,
          violation: {
            reason: "no",
            description: "denied op",
            code: "OP_DENIED",
            details: { op },
            mcp_error_code: -32001,
          },
          metadata: null,
        },
      };
    case "error":
      return { error: { message: "secret details", code: "X", plugin_name: "Demo" } };
    case "count": {
      const n = Number(context.state["n"] ?? 0) + 1;
      const { state, ...global } = context.global_context;
      return {
        result: { ...go, metadata: { n } },
        context: {
          state: { n },
          metadata: { seen: true },
          global_context: { ...global, state: { ...(state as object), g: n } },
        },
      };
    }
    default:
      return { result: go };
  }
}

function text(value: object): { content: { type: "text"; text: string }[] } {
  return { content: [{ type: "text", text: JSON.stringify(value, undefined, 2) }] };
}
