import type { JsonObject, JsonValue } from "./json.ts";

/**
 * Which value is walked:
 * - `data`     a tool's or user's own JSON (arguments, structured content): nothing in it is the protocol's
 * - `result`   the whole result of any method, or a JSON-RPC error object
 * - `params`   the params of any request or notification, the whole of them
 * - `contents` one entry of a ReadResourceResult's `contents[]`, or its remainder
 */
export type TextShapeName = "data" | "result" | "params" | "contents";

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

/** A shape of the members that are given; every other value is data. */
export function shape(parts: ShapeParts): TextShape {
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

/** JSON that nothing of the protocol stands in. */
export const data: TextShape = {
  opaque: new Set(),
  base64: new Set(),
  inside: new Map(),
  get rest() {
    return data;
  },
  known: new Set(),
  names: "free",
};
