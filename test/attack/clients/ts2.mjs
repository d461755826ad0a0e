/** As ts1.ts, on version 2 of the SDK, in either era: `node ts2.mjs <folder with node_modules>`. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

const require = createRequire(join(process.argv[2], "package.json"));
const { Client, StreamableHTTPClientTransport } = require("@modelcontextprotocol/client");
const { z } = require("zod");

const reconnectionOptions = {
  initialReconnectionDelay: 1,
  maxReconnectionDelay: 1,
  reconnectionDelayGrowFactor: 1,
  maxRetries: 0,
};
const capabilities = { elicitation: { form: {}, url: {} }, sampling: { tools: {} }, roots: {} };

for await (const line of createInterface({ input: process.stdin })) {
  const { url, wait, method, params, era } = JSON.parse(line);
  const timeout = wait;
  const client = new Client(
    { name: "attack", version: "1.0.0" },
    { capabilities, versionNegotiation: { mode: era === "2026" ? "auto" : "legacy" } },
  );
  const heard = [];
  const errors = [];
  client.onerror = (error) => errors.push(String(error));
  client.setRequestHandler("elicitation/create", ({ params }) => {
    heard.push(params);
    return { action: "decline" };
  });
  client.setRequestHandler("sampling/createMessage", ({ params }) => {
    heard.push(params);
    return { role: "assistant", model: "m", content: { type: "text", text: "x" } };
  });
  client.setRequestHandler("roots/list", ({ params }) => {
    heard.push(params);
    return { roots: [] };
  });
  client.fallbackNotificationHandler = async ({ params }) => void heard.push(params);
  client.fallbackRequestHandler = async ({ params }) => {
    heard.push(params);
    return {};
  };
  let outcome;
  try {
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { reconnectionOptions }), {
      timeout,
    });
    outcome = { result: await send(client, method, params, { timeout }) };
  } catch (error) {
    outcome = { error: `${String(error)} ${JSON.stringify(error?.data) ?? ""}` };
  }
  await client.close().catch(() => {});
  try {
    console.log(JSON.stringify({ ...outcome, heard, errors }));
  } catch {
    // Nested too deep to be written.
    console.log(JSON.stringify({ result: { content: outcome.result?.content } }));
  }
}

function send(client, method, params, options) {
  switch (method) {
    case "initialize":
    case "server/discover":
      return { serverInfo: client.getServerVersion(), instructions: client.getInstructions() };
    case "tools/call":
      return client.callTool({ name: "echo", arguments: { text: "hi" } }, options);
    case "tools/list":
      return client.listTools({}, options);
    case "prompts/list":
      return client.listPrompts({}, options);
    case "prompts/get":
      return client.getPrompt(params, options);
    case "resources/list":
      return client.listResources({}, options);
    case "resources/templates/list":
      return client.listResourceTemplates({}, options);
    case "resources/read":
      return client.readResource(params, options);
    case "completion/complete":
      return client.complete(params, options);
    default:
      return client.request({ method, params }, z.looseObject({}), options);
  }
}
