import type { JsonObject, JsonValue } from "./json.ts";

/**
 * Which value is walked:
 * - `data`     a tool's or user's own JSON (arguments, structured content): nothing in it is the protocol's
 * - `result`   a whole MCP result (CallToolResult, GetPromptResult, ReadResourceResult, task and multi-round-trip
 *              results) or a JSON-RPC error object
 * - `contents` one entry of a ReadResourceResult's `contents[]`, or its remainder
 */
export type TextShapeName = "data" | "result" | "contents";

/**
 * Which members of an object are the protocol's own.
 * @property opaque members whose texts may be read but never edited
 * @property base64 string members that hold base64
 * @property base64Types if given, `base64` holds only where the member `type` is one of these
 * @property inside shape of a member's value; an array hands its own shape to its elements
 * @property rest   shape of every other member's value
 * @property known  further names that are the protocol's, so no text to inspect or rename
 * @property names  `opaque` where the other names are tokens that the peer sends back
 */
export interface TextShape {
  readonly opaque: ReadonlySet<string>;
  readonly base64: ReadonlySet<string>;
  readonly base64Types?: ReadonlySet<string>;
  readonly inside: ReadonlyMap<string, TextShape>;
  readonly rest: TextShape;
  readonly known: ReadonlySet<string>;
  readonly names: "free" | "opaque";
}

export function shapeNamed(name: TextShapeName): TextShape {
  return shapes[name];
}

/** Whether a member's name is the protocol's own, and so neither text nor to be renamed. */
export function isProtocolMember(shape: TextShape, key: string): boolean {
  return (
    shape !== data &&
    (shape.known.has(key) || shape.opaque.has(key) || shape.inside.has(key) || shape.base64.has(key))
  );
}

export function isBase64Member(shape: TextShape, key: string, holder: JsonValue[] | JsonObject): boolean {
  if (!shape.base64.has(key)) return false;
  const type = Array.isArray(holder) ? undefined : holder["type"];
  return shape.base64Types === undefined || (typeof type === "string" && shape.base64Types.has(type));
}

interface ShapeParts {
  readonly opaque?: readonly string[];
  readonly base64?: readonly string[];
  readonly base64Types?: readonly string[];
  readonly inside?: Readonly<Record<string, TextShape>>;
  readonly rest?: TextShape;
  readonly known?: readonly string[];
  readonly names?: "free" | "opaque";
}

function shape(parts: ShapeParts): TextShape {
  return {
    opaque: new Set(parts.opaque),
    base64: new Set(parts.base64),
    ...(parts.base64Types === undefined ? {} : { base64Types: new Set(parts.base64Types) }),
    inside: new Map(Object.entries(parts.inside ?? {})),
    rest: parts.rest ?? data,
    known: new Set(parts.known),
    names: parts.names ?? "free",
  };
}

const data: TextShape = {
  opaque: new Set(),
  base64: new Set(),
  inside: new Map(),
  get rest() {
    return data;
  },
  known: new Set(),
  names: "free",
};

const annotations = shape({ opaque: ["audience", "priority", "lastModified"] });
const relatedTask = shape({ opaque: ["taskId"] });
const meta = shape({
  opaque: ["progressToken", "traceparent", "tracestate", "io.modelcontextprotocol/subscriptionId"],
  inside: { "io.modelcontextprotocol/related-task": relatedTask },
});
const icon = shape({ opaque: ["mimeType", "sizes", "theme"], known: ["src"] });
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
const task = shape({
  opaque: ["taskId", "status", "createdAt", "lastUpdatedAt", "ttl", "pollInterval"],
  known: ["statusMessage"],
});
const inputRequest = shape({ opaque: ["method"], known: ["params"] });
const inputRequests = shape({ rest: inputRequest, names: "opaque" });

const result = shape({
  opaque: [
    "nextCursor",
    "requestState",
    "resultType",
    "taskId",
    "status",
    "createdAt",
    "lastUpdatedAt",
    "ttl",
    "pollInterval",
    "protocolVersion",
    "cacheScope",
    "elicitationId",
    "role",
    "stopReason",
    "code",
  ],
  inside: {
    content: contentBlock,
    contents: resourceContents,
    messages: message,
    _meta: meta,
    task,
    inputRequests,
  },
  known: [
    "structuredContent",
    "description",
    "isError",
    "ttlMs",
    "statusMessage",
    "message",
    "data",
    "model",
  ],
});

const shapes: Readonly<Record<TextShapeName, TextShape>> = { data, result, contents: resourceContents };
