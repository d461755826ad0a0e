import type { JsonObject, JsonValue } from "../json.ts";
import type { MessagePayload } from "../message-payload.ts";
import type { HookPayloads } from "../payloads.ts";
import type { TextShapeName } from "../text-shape.ts";

/** The hooks whose payloads carry texts of messages: all but those of HTTP. */
export type TextHook = Exclude<keyof HookPayloads, `http_${string}`>;

/**
 * A field of a payload that carries texts.
 * @property what  how people call it, for a denial's words: "tool arguments"
 * @property fixed a name or URI: an edit would name another tool, prompt or resource
 */
export interface PayloadPart {
  readonly field: string;
  readonly value: JsonValue;
  readonly shape: TextShapeName;
  readonly what: string;
  readonly fixed?: true;
}

/** The parts of a payload in which a sender can put a text, in the order of its fields. */
export function payloadParts<H extends TextHook>(
  hook: H,
  payload: Readonly<HookPayloads[H]>,
): readonly PayloadPart[] {
  const read = partsOfHook[hook as keyof typeof partsOfHook] as
    | ((payload: object) => PayloadPart[])
    | undefined;
  return read === undefined ? partsOfMessage(payload as object as MessagePayload) : read(payload);
}

/** What the payload is about, for rules that go by name: the tool, prompt or resource, else the method. */
export function payloadSubject<H extends TextHook>(hook: H, payload: Readonly<HookPayloads[H]>): string {
  const fields = payload as Readonly<Partial<Record<"name" | "prompt_id" | "uri" | "method", string>>>;
  switch (hook) {
    case "tool_pre_invoke":
    case "tool_post_invoke":
      return fields.name ?? "";
    case "prompt_pre_fetch":
    case "prompt_post_fetch":
      return fields.prompt_id ?? "";
    case "resource_pre_fetch":
    case "resource_post_fetch":
      return fields.uri ?? "";
    default:
      return fields.method ?? "";
  }
}

type PartsOf = {
  readonly [H in TextHook]?: (payload: Readonly<HookPayloads[H]>) => PayloadPart[];
};

const partsOfHook = {
  tool_pre_invoke: ({ name, args }) => [
    { field: "name", value: name, shape: "data", what: "tool name", fixed: true },
    { field: "args", value: args, shape: "data", what: "tool arguments" },
  ],
  tool_post_invoke: ({ result }) => [
    { field: "result", value: result, shape: "result", what: "tool result" },
  ],
  prompt_pre_fetch: ({ prompt_id, args }) => [
    { field: "prompt_id", value: prompt_id, shape: "data", what: "prompt name", fixed: true },
    { field: "args", value: args, shape: "data", what: "prompt arguments" },
  ],
  prompt_post_fetch: ({ result }) => [
    { field: "result", value: result, shape: "result", what: "prompt result" },
  ],
  resource_pre_fetch: ({ uri, metadata }) => [
    { field: "uri", value: uri, shape: "data", what: "resource URI", fixed: true },
    { field: "metadata", value: metadata, shape: "data", what: "resource request" },
  ],
  resource_post_fetch: ({ content }) => [
    { field: "content", value: content, shape: "contents", what: "resource content" },
  ],
} satisfies PartsOf;

function partsOfMessage({ kind, method, params, result, error }: MessagePayload): PayloadPart[] {
  const of = method === "" ? "message" : method;
  const parts: PayloadPart[] = [];
  const add = (field: string, value: JsonObject | undefined, shape: TextShapeName, what: string) => {
    if (value !== undefined) parts.push({ field, value, shape, what });
  };
  add("params", params, "params", `${of} ${kind === "notification" ? "notification" : "request"}`);
  add("result", result, "result", `${of} result`);
  add("error", error, "result", `${of} error`);
  return parts;
}
