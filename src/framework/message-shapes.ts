import { data, shape, type TextShape, type TextShapeName } from "./text-shape.ts";

/** The shape that `mapText` and `eachText` know by this name: which members of MCP's messages are its own. */
export function shapeNamed(name: TextShapeName): TextShape {
  return shapes[name];
}

const annotations = shape({ opaque: ["audience", "priority", "lastModified"] });
const icon = shape({ opaque: ["mimeType", "sizes", "theme"], known: ["src"] });
const implementation = shape({
  known: ["name", "title", "version", "description", "websiteUrl"],
  inside: { icons: icon },
});
const relatedTask = shape({ opaque: ["taskId"] });
const meta = shape({
  opaque: [
    "progressToken",
    "traceparent",
    "tracestate",
    "io.modelcontextprotocol/subscriptionId",
    "io.modelcontextprotocol/protocolVersion",
    "io.modelcontextprotocol/logLevel",
  ],
  inside: {
    "io.modelcontextprotocol/clientInfo": implementation,
    "io.modelcontextprotocol/serverInfo": implementation,
    "io.modelcontextprotocol/related-task": relatedTask,
  },
});
const resourceContents = shape({
  opaque: ["mimeType", "nextCursor", "resultType", "cacheScope", "requestState", "code"],
  base64: ["blob"],
  inside: { _meta: meta, annotations },
  known: ["uri", "text", "name", "title", "message", "data", "ttlMs"],
});

/** A content block; `content` and `structuredContent` stand in one of type `tool_result`, `input` in `tool_use`. */
const contentBlock: TextShape = {
  ...shape({
    opaque: ["type", "mimeType", "id", "toolUseId", "size"],
    base64: ["data"],
    base64Types: ["image", "audio"],
    known: ["text", "uri", "name", "title", "description", "input", "structuredContent", "isError"],
  }),
  get inside() {
    return contentBlockInside;
  },
};
const contentBlockInside: ReadonlyMap<string, TextShape> = new Map([
  ["annotations", annotations],
  ["_meta", meta],
  ["resource", resourceContents],
  ["icons", icon],
  ["content", contentBlock],
]);

const message = shape({ opaque: ["role"], inside: { content: contentBlock, _meta: meta } });
/** Texts of a JSON Schema are its titles, descriptions, and the values that it names. */
const jsonSchema: TextShape = {
  ...shape({
    opaque: ["$schema", "$id", "$ref", "type", "format", "pattern", "required"],
    known: ["title", "description", "default", "const", "enum", "enumNames", "examples"],
  }),
  get inside() {
    return jsonSchemaInside;
  },
};
const jsonSchemaInside: ReadonlyMap<string, TextShape> = new Map([
  ["properties", shape({ rest: jsonSchema })],
  ...["items", "anyOf", "oneOf", "allOf", "additionalProperties"].map((key) => [key, jsonSchema] as const),
]);
const tool = shape({
  known: ["name", "title", "description"],
  inside: {
    inputSchema: jsonSchema,
    outputSchema: jsonSchema,
    annotations,
    icons: icon,
    execution: shape({ opaque: ["taskSupport"] }),
    _meta: meta,
  },
});
const listed = shape({
  opaque: ["mimeType", "size", "digest"],
  known: ["uri", "uriTemplate", "name", "title", "description", "arguments"],
  inside: { annotations, icons: icon, _meta: meta },
});
const skill = shape({ known: ["uri", "frontmatter"], inside: { resources: listed, _meta: meta } });

const taskTokens = [
  "taskId",
  "status",
  "createdAt",
  "lastUpdatedAt",
  "ttl",
  "ttlMs",
  "pollInterval",
  "pollIntervalMs",
];
const task = shape({ opaque: taskTokens, known: ["statusMessage"], inside: { _meta: meta } });

/** Entries are found by their names again. */
const inputRequests = shape({
  names: "opaque",
  rest: {
    ...shape({ opaque: ["method"] }),
    get inside() {
      return inputRequestInside;
    },
  },
});
const inputResponses: TextShape = {
  ...shape({ names: "opaque" }),
  get rest() {
    return result;
  },
};
/** Of a message that tells of a task, or holds others. */
const within = {
  _meta: meta,
  task,
  inputRequests,
  inputResponses,
  messages: message,
  tools: tool,
  capabilities: shape({}),
};

const result: TextShape = {
  ...shape({
    opaque: [
      ...taskTokens,
      "action",
      "cacheScope",
      "code",
      "elicitationId",
      "nextCursor",
      "protocolVersion",
      "requestState",
      "resultType",
      "role",
      "stopReason",
      "supportedVersions",
    ],
    known: [
      "completion",
      "structuredContent",
      "description",
      "instructions",
      "isError",
      "statusMessage",
      "message",
      "model",
      "roots",
    ],
  }),
  get inside() {
    return resultInside;
  },
};
const params = shape({
  opaque: [
    ...taskTokens,
    "cursor",
    "elicitationId",
    "includeContext",
    "level",
    "mode",
    "progressToken",
    "protocolVersion",
    "requestId",
    "requestState",
  ],
  known: [
    "arguments",
    "context",
    "data",
    "logger",
    "message",
    "metadata",
    "modelPreferences",
    "name",
    "reason",
    "statusMessage",
    "stopSequences",
    "systemPrompt",
    "uri",
    "url",
  ],
  inside: {
    ...within,
    result,
    error: result,
    argument: shape({ known: ["name", "value"] }),
    clientInfo: implementation,
    notifications: shape({ opaque: ["taskIds"], known: ["resourceSubscriptions"] }),
    ref: shape({ opaque: ["type"], known: ["name", "uri", "title"] }),
    requestedSchema: jsonSchema,
    toolChoice: shape({ opaque: ["mode"] }),
  },
});
const inputRequestInside: ReadonlyMap<string, TextShape> = new Map([["params", params]]);

const resultInside: ReadonlyMap<string, TextShape> = new Map([
  ...Object.entries(within),
  ["content", contentBlock],
  ["contents", resourceContents],
  ["serverInfo", implementation],
  ["prompts", listed],
  ["resources", listed],
  ["resourceTemplates", listed],
  ["skills", skill],
  ["skill", skill],
  ["tasks", task],
  ["result", result],
  ["error", result],
  // The error that asks for URLs to be visited (2025-11-25) has params of elicitations.
  ["data", shape({ inside: { elicitations: params } })],
]);

const shapes: Readonly<Record<TextShapeName, TextShape>> = {
  data,
  result,
  params,
  contents: resourceContents,
};
