import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import {
  externalConfigSchema,
  type McpBlock,
  mcpSchema,
} from "../../../src/framework/config/external-schema.ts";
import {
  createPluginManager,
  type EntryInput,
  type GlobalContext,
  type HookOutcome,
  type JsonObject,
  loadPlugins,
  type PluginManager,
  pluginEntry,
  type ToolPreInvokePayload,
} from "../../../src/framework/index.ts";
import { contextOf } from "../manager-of.ts";

/** What a test of node:test offers for cleaning up. */
interface Cleaning {
  after(work: () => unknown): void;
}

export const stdioServer = fileURLToPath(new URL("stdio-server.ts", import.meta.url));
const node = [process.execPath, "-C", "plugins-adapter-source", stdioServer];

export function stdioBlock(env: Record<string, string> = {}): McpBlock {
  return mcpSchema.parse({ proto: "STDIO", cmd: node, env, reconnect_delay: 0.01 });
}

export function httpBlock(port: number, fields: object = {}): McpBlock {
  return mcpSchema.parse({
    proto: "STREAMABLEHTTP",
    url: `http://localhost:${port}/mcp`,
    reconnect_delay: 0.01,
    ...fields,
  });
}

export interface Opened {
  readonly manager: PluginManager;
  readonly entry: EntryInput;
  /** Runs `tool_pre_invoke` with these arguments. */
  call(
    args: JsonObject,
    context?: GlobalContext,
    signal?: AbortSignal,
  ): Promise<HookOutcome<ToolPreInvokePayload>>;
}

/** Loads the fake plugin and puts a manager over it. */
export async function open(
  t: Cleaning,
  mcp: McpBlock | undefined,
  fields: Partial<EntryInput> = {},
  settings: { readonly plugin_timeout?: number; readonly max_payload_bytes?: number } = {},
): Promise<Opened> {
  const input = {
    name: "Demo",
    kind: "external",
    hooks: ["tool_pre_invoke"],
    ...(mcp && { mcp }),
    ...fields,
  };
  const loaded = await loadPlugins({ entries: [pluginEntry(input)], definitions: [] });
  assert.ok(loaded.ok, JSON.stringify(loaded));
  const manager = createPluginManager({ instances: loaded.instances, settings });
  t.after(() => manager.shutdown());
  const [instance] = loaded.instances;
  assert.ok(instance);
  return {
    manager,
    entry: instance.entry,
    call: async (args, context = contextOf(), signal) =>
      manager.invokeHook("tool_pre_invoke", { name: "t", args }, context, signal && { signal }),
  };
}

/** The problems of loading one entry. A start that is to fail by its time gets few seconds. */
export async function problemsOf(
  mcp: McpBlock | undefined,
  fields: Partial<EntryInput> = {},
  seconds = 60,
): Promise<string[]> {
  const input = { name: "Demo", kind: "external", ...(mcp && { mcp }), ...fields };
  const loaded = await loadPlugins({
    entries: [pluginEntry(input)],
    definitions: [],
    initializeTimeout: seconds,
  });
  assert.ok(!loaded.ok);
  return loaded.problems.map(({ path, message }) => `${path?.join(".")}: ${message}`);
}

export const quickConfig = (fields: object): JsonObject => {
  assert.ok(externalConfigSchema.safeParse(fields).success);
  return fields as JsonObject;
};
