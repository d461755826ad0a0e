/** An external plugin server over stdio that knows any plugin, and allows everything. */
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";

const server = new Server({ name: "allowing", version: "1" }, { capabilities: { tools: {} } });
server.setRequestHandler(ListToolsRequestSchema, () => ({
  tools: [{ name: "invoke_hook", inputSchema: { type: "object" as const } }],
}));
server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
  const { plugin_name } = params.arguments as { plugin_name: string };
  return {
    content: [{ type: "text", text: JSON.stringify({ plugin_name, result: { continue_processing: true } }) }],
  };
});
await server.connect(new StdioServerTransport());
