/** The tools that the conformance suite's scenarios ask for, by its descriptions of them. */
import { setTimeout as wait } from "node:timers/promises";
import { inputTools } from "./input-tools.ts";
import { type Context, type Json, sdk } from "./sdk.ts";

export type Tool = {
  readonly description: string;
  readonly inputSchema?: Json;
  /** `capabilities` are the client's: of the session, or of the request where it says them. */
  call(args: Json, context: Context, capabilities: Json): unknown;
};

/** What tools can do to the server. */
export type Levers = { toolsChanged(): void; promptsChanged(): void };

export const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const wav = "UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=";

const text = (value: string) => ({ content: [{ type: "text", text: value }] });
const image = { type: "image", data: png, mimeType: "image/png" };
const resource = (uri: string, mimeType: string, value: string) => ({
  type: "resource",
  resource: { uri, mimeType, text: value },
});

export const tools = (levers: Levers): Readonly<Record<string, Tool>> => ({
  test_simple_text: {
    description: "One text",
    call: () => text("This is a simple text response for testing."),
  },
  test_image_content: { description: "One picture", call: () => ({ content: [image] }) },
  test_audio_content: {
    description: "One sound",
    call: () => ({ content: [{ type: "audio", data: wav, mimeType: "audio/wav" }] }),
  },
  test_embedded_resource: {
    description: "One resource",
    call: () => ({
      content: [resource("test://embedded-resource", "text/plain", "This is an embedded resource content.")],
    }),
  },
  test_multiple_content_types: {
    description: "A text, a picture and a resource",
    call: () => ({
      content: [
        { type: "text", text: "Multiple content types test:" },
        image,
        resource("test://mixed-content-resource", "application/json", '{"test":"data","value":123}'),
      ],
    }),
  },
  test_tool_with_logging: { description: "Three log messages", call: logging },
  test_logging_tool: { description: "Three log messages, where they are asked for", call: logging },
  test_error_handling: {
    description: "Always an error",
    call: () => ({ ...text("This tool intentionally returns an error for testing"), isError: true }),
  },
  test_tool_with_progress: { description: "Progress in three steps", call: progress },
  test_reconnection: {
    description: "Ends its stream before the answer, which a client fetches by resuming",
    async call(_, { http }) {
      http?.closeSSE?.();
      await wait(100);
      return text("Reconnected.");
    },
  },
  json_schema_2020_12_tool: {
    description: "Keywords of JSON Schema 2020-12",
    inputSchema: schema2020,
    call: (args) => text(JSON.stringify(args)),
  },
  test_header_argument: {
    description: "An argument that travels in a header, too",
    inputSchema: {
      type: "object",
      properties: { region: { type: "string", "x-mcp-header": "Region" } },
      required: ["region"],
    },
    call: ({ region }) => text(`Region ${region}`),
  },
  test_missing_capability: {
    description: "Needs a client that can sample",
    call(_, __, capabilities) {
      if (capabilities.sampling === undefined)
        throw new sdk.MissingRequiredClientCapabilityError({ requiredCapabilities: { sampling: {} } });
      return text("The client can sample.");
    },
  },
  test_trigger_tool_change: {
    description: "Says that the tools changed",
    call() {
      levers.toolsChanged();
      return text("Said.");
    },
  },
  test_trigger_prompt_change: {
    description: "Says that the prompts changed",
    call() {
      levers.promptsChanged();
      return text("Said.");
    },
  },
  ...inputTools,
});

const schema2020: Json = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  $defs: {
    address: {
      $anchor: "addressDef",
      type: "object",
      properties: { street: { type: "string" }, city: { type: "string" } },
    },
  },
  properties: {
    name: { type: "string" },
    address: { $ref: "#/$defs/address" },
    contactMethod: { type: "string", enum: ["phone", "email"] },
    phone: { type: "string" },
    email: { type: "string" },
  },
  allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
  if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ["phone"] },
  else: { required: ["email"] },
  additionalProperties: false,
};

async function logging(_: Json, { mcpReq }: Context) {
  for (const line of ["Tool execution started", "Tool processing data", "Tool execution completed"]) {
    await mcpReq.log("info", line);
    await wait(20);
  }
  return text("Logged.");
}

async function progress(_: Json, { mcpReq }: Context) {
  const progressToken = mcpReq._meta?.progressToken;
  for (const step of [0, 50, 100]) {
    if (progressToken !== undefined)
      await mcpReq.notify({
        method: "notifications/progress",
        params: { progressToken, progress: step, total: 100 },
      });
    await wait(20);
  }
  return text("Done.");
}
