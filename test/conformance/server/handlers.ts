/** A server of the fixtures: one for each session up to 2025-11-25, one for each request since. */
import { states } from "./input-tools.ts";
import { prompts } from "./prompts.ts";
import { readResource, resources, templates } from "./resources.ts";
import { type Context, type Json, type McpServer, sdk } from "./sdk.ts";
import { type Levers, tools as toolsOf } from "./tools.ts";

/** @param asks whether it can ask clients while it works, which JSON responses leave no room for up to 2025-11-25 */
export function createServer(levers: Levers, asks: boolean): McpServer {
  const tools = toolsOf(levers);
  const changing = { listChanged: true };
  const server = new sdk.Server(
    { name: "conformance-fixtures", version: "1.0.0" },
    {
      capabilities: {
        tools: changing,
        prompts: changing,
        resources: { subscribe: true, ...changing },
        completions: {},
        logging: {},
      },
      cacheHints: { "tools/list": { ttlMs: 1000, cacheScope: "public" } },
      requestState: { verify: states.verify },
      inputRequired: { legacyShim: asks },
    },
  );
  const capabilitiesOf = ({ mcpReq }: Context) =>
    (mcpReq.envelope?.["io.modelcontextprotocol/clientCapabilities"] as Json | undefined) ??
    server.getClientCapabilities() ??
    {};

  server.setRequestHandler("tools/list", () => ({
    tools: Object.entries(tools).map(([name, { description, inputSchema }]) => ({
      name,
      description,
      inputSchema: inputSchema ?? { type: "object", properties: {} },
    })),
  }));
  server.setRequestHandler("tools/call", ({ params }, context) => {
    const tool = tools[String(params.name)];
    if (tool === undefined) throw new sdk.ProtocolError(-32602, `Unknown tool: ${params.name}`);
    return tool.call((params.arguments ?? {}) as Json, context, capabilitiesOf(context));
  });
  server.setRequestHandler("prompts/list", () => ({
    prompts: Object.entries(prompts).map(([name, prompt]) => ({
      name,
      description: prompt.description,
      arguments: prompt.arguments?.map((argument) => ({ name: argument, required: true })),
    })),
  }));
  server.setRequestHandler("prompts/get", ({ params }, context) => {
    const prompt = prompts[String(params.name)];
    if (prompt === undefined) throw new sdk.ProtocolError(-32602, `Unknown prompt: ${params.name}`);
    return prompt.get((params.arguments ?? {}) as Json, context);
  });
  server.setRequestHandler("resources/list", () => ({
    resources: Object.entries(resources).map(([uri, { name, mimeType }]) => ({ uri, name, mimeType })),
  }));
  server.setRequestHandler("resources/templates/list", () => ({ resourceTemplates: templates }));
  server.setRequestHandler("resources/read", ({ params: { uri } }) => {
    const contents = readResource(String(uri));
    if (contents === undefined) throw new sdk.ProtocolError(-32602, "Resource not found", { uri });
    return contents;
  });
  server.setRequestHandler("resources/subscribe", () => ({}));
  server.setRequestHandler("resources/unsubscribe", () => ({}));
  server.setRequestHandler("completion/complete", () => ({ completion: { values: ["one"], total: 1 } }));
  return server;
}
