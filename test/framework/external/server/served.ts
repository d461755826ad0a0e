/**
 * Plugins behind an MCP server in this process.
 *
 *   const host = hostOf({ Demo: {}, Mild: { mode: "permissive" } });
 *   const replies = await exchange(host, [initialize, call]);
 */
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import { createMcpServer } from "../../../../src/framework/external/server/mcp-server.ts";
import {
  createPluginHost,
  type PluginHost,
  type PluginHostOptions,
} from "../../../../src/framework/external/server/plugin-host.ts";
import {
  type EntryInput,
  type Plugin,
  pluginEntry,
  pluginInstance,
} from "../../../../src/framework/index.ts";
import { pluginEnvironment } from "../../../../src/framework/plugin-environment.ts";
import { handlerOf } from "../../../../src/framework/plugin-registry.ts";
import { silentLog } from "../../../../src/framework/silent-log.ts";
import demo from "./demo-plugin.ts";

export type Served = Partial<EntryInput> & { readonly plugin?: Plugin };

const environment = pluginEnvironment({ name: "" }, [], silentLog);

/** A host of these plugins by name; the demo plugin where none is given. */
export function hostOf(
  served: Readonly<Record<string, Served>>,
  options: Partial<PluginHostOptions> = {},
): PluginHost {
  const instances = Object.entries(served).map(([name, { plugin, ...entry }]) => {
    const made = plugin ?? demo.create({}, environment);
    const hooks = demo.hooks.filter((hook) => handlerOf(made, hook) !== undefined);
    return pluginInstance(pluginEntry({ name, kind: "demo", ...entry }), made, entry.hooks ?? hooks);
  });
  return createPluginHost({ instances, ...options });
}

export interface Answer {
  readonly id: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string };
}

/** Sends messages and collects the answers to those with an id, by id. */
export async function exchange(host: PluginHost, messages: readonly object[]): Promise<Map<number, Answer>> {
  const [client, transport] = InMemoryTransport.createLinkedPair();
  const server = createMcpServer(host, "1.2.3");
  await server.connect(transport);
  const answers = new Map<number, Answer>();
  for (const message of messages as readonly { readonly id?: number }[]) {
    const answered = new Promise<void>((resolve) => {
      client.onmessage = (answer) => {
        answers.set((answer as unknown as Answer).id, answer as unknown as Answer);
        resolve();
      };
    });
    await client.send(message as JSONRPCMessage);
    if (message.id !== undefined) await answered;
  }
  await server.close();
  return answers;
}

export const initialize = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  },
};

/** The smallest context that ContextForge's server takes. */
export const context = { global_context: { request_id: "x" } };

export function callTool(id: number, name: string, given: object): object {
  return { jsonrpc: "2.0", id, method: "tools/call", params: { name, arguments: given } };
}
