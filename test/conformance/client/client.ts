/**
 * A client of the official TypeScript SDK (version 2) for the suite's client scenarios: lists what there is and calls it.
 * Its last argument is the server's URL, its environment names scenario and revision.
 */
import { installedPackage } from "../installed.ts";

type Json = Readonly<Record<string, unknown>>;
type Tool = { readonly name: string; readonly inputSchema: Json };
type Client = {
  connect(transport: object): Promise<void>;
  setRequestHandler(method: string, handler: () => unknown): void;
  listTools(): Promise<{ readonly tools: readonly Tool[] }>;
  listPrompts(): Promise<{ readonly prompts: readonly { readonly name: string }[] }>;
  listResources(): Promise<{ readonly resources: readonly { readonly uri: string }[] }>;
  callTool(call: { name: string; arguments: Json }): Promise<unknown>;
  getPrompt(prompt: { name: string }): Promise<unknown>;
  readResource(resource: { uri: string }): Promise<unknown>;
  getServerCapabilities(): Json | undefined;
  close(): Promise<void>;
};
type Sdk = {
  Client: new (info: Json, options: Json) => Client;
  StreamableHTTPClientTransport: new (url: URL) => object;
};

const sdk = installedPackage<Sdk>("@modelcontextprotocol/client");
const modern = process.env.MCP_CONFORMANCE_PROTOCOL_VERSION === "2026-07-28";
const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? "{}") as {
  readonly toolCalls?: readonly { readonly name: string; readonly arguments: Json }[];
};

const client = new sdk.Client(
  { name: "conformance-client", version: "1.0.0" },
  {
    capabilities: { elicitation: { form: { applyDefaults: true } }, sampling: {}, roots: {} },
    versionNegotiation: { mode: modern ? { pin: "2026-07-28" } : "legacy" },
  },
);
client.setRequestHandler("elicitation/create", () => ({
  action: "accept",
  content: modern ? { ok: true } : {},
}));
await client.connect(new sdk.StreamableHTTPClientTransport(new URL(process.argv.at(-1) ?? "")));
const capabilities = client.getServerCapabilities() ?? {};

if (capabilities.tools !== undefined) {
  const { tools } = await client.listTools();
  const calls = context.toolCalls ?? tools.map((tool) => ({ name: tool.name, arguments: made(tool, tools) }));
  for (const call of calls) await told(client.callTool(call));
}
if (capabilities.prompts !== undefined)
  for (const { name } of (await client.listPrompts()).prompts) await told(client.getPrompt({ name }));
if (capabilities.resources !== undefined)
  for (const { uri } of (await client.listResources()).resources) await told(client.readResource({ uri }));
await client.close();

/** Arguments by the schema; a `schema` is one that was listed, as the suite asks for it back. */
function made({ inputSchema }: Tool, tools: readonly Tool[]): Json {
  const properties = (inputSchema.properties ?? {}) as Readonly<Record<string, Json>>;
  return Object.fromEntries(
    Object.entries(properties).map(([name, { type }]) => {
      if (name === "schema") return [name, tools[0]?.inputSchema];
      if (type === "number" || type === "integer") return [name, 7];
      if (type === "boolean") return [name, true];
      return [name, "text"];
    }),
  );
}

/** What a server refuses is its affair: the scenario goes on. */
async function told(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    console.error(String(error));
  }
}
