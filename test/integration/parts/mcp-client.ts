/**
 * A client of the official SDK, connected (initialized) to a port.
 *
 *   const client = await connectClient(envoy.port);
 *   await client.callTool({ name: "echo", arguments: { text: "x" } });
 *   client.contentTypes            // of every answer so far: JSON or event stream
 *   client.transport.sessionId
 *   await client.close();
 */
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";

export type ConnectedClient = Pick<
  Client,
  | "callTool"
  | "listTools"
  | "getPrompt"
  | "listPrompts"
  | "readResource"
  | "listResources"
  | "ping"
  | "getServerVersion"
> & {
  /** The SDK's client itself, for request and notification handlers. */
  readonly client: Client;
  readonly transport: StreamableHTTPClientTransport;
  readonly contentTypes: readonly string[];
  close(): Promise<void>;
};

export async function connectClient(
  port: number,
  path = "/mcp",
  headers: Record<string, string> = {},
): Promise<ConnectedClient> {
  const contentTypes: string[] = [];
  const transport = new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}${path}`), {
    requestInit: { headers },
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      if (init?.method === "POST")
        contentTypes.push(response.headers.get("content-type")?.split(";", 1)[0] ?? "");
      return response;
    },
  });
  const client = new Client({ name: "test-client", version: "1.0.0" });
  await client.connect(transport as Transport);
  return {
    client,
    transport,
    contentTypes,
    callTool: client.callTool.bind(client),
    listTools: client.listTools.bind(client),
    getPrompt: client.getPrompt.bind(client),
    listPrompts: client.listPrompts.bind(client),
    readResource: client.readResource.bind(client),
    listResources: client.listResources.bind(client),
    ping: client.ping.bind(client),
    getServerVersion: client.getServerVersion.bind(client),
    close: () => client.close(),
  };
}
