import { decodeHeaderValue, type JsonObject, type JsonValue } from "plugins-adapter/framework";

const prefix = "mcp-param-";
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/;
const mirrored: ReadonlySet<unknown> = new Set(["string", "integer", "boolean", "number"]);

/**
 * The headers, without `mcp-param-`, that are not what the arguments say (MCP 2026-07-28, Custom Headers from Tool
 * Parameters). A header that is missing counts from that revision on; one that is there in any.
 * @param schema of the arguments: what has `x-mcp-header` and is reached by `properties` alone
 */
export function wrongHeaders(
  schema: JsonValue,
  args: JsonObject,
  headers: Readonly<Record<string, string>>,
): string[] {
  const required = isStateless(headers["mcp-protocol-version"]);
  const wrong: string[] = [];
  eachMirror(schema, args, (name, value) => {
    const header = headers[`${prefix}${name}`];
    const isThere = value !== undefined && value !== null;
    if (header === undefined ? isThere && required : !isThere || !says(header, value)) wrong.push(name);
  });
  return wrong;
}

function isStateless(version: string | undefined): boolean {
  return version !== undefined && /^\d{4}-\d\d-\d\d$/.test(version) && version >= "2026-07-28";
}

function eachMirror(
  schema: JsonValue | undefined,
  value: JsonValue | undefined,
  visit: (name: string, value: JsonValue | undefined) => void,
): void {
  if (!isObject(schema) || !isObject(schema["properties"])) return;
  for (const [key, property] of Object.entries(schema["properties"])) {
    if (!isObject(property)) continue;
    const inner = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    const name = Object.hasOwn(property, "x-mcp-header") ? property["x-mcp-header"] : undefined;
    if (typeof name === "string" && token.test(name) && mirrored.has(property["type"]))
      visit(name.toLowerCase(), inner);
    eachMirror(property, inner, visit);
  }
}

function says(header: string, value: JsonValue): boolean {
  const text = decodeHeaderValue(header);
  if (text === undefined) return false;
  if (typeof value === "number")
    return /^-?\d{1,400}(\.\d{1,400})?([eE][+-]?\d{1,3})?$/.test(text) && Number(text) === value;
  return typeof value !== "object" && text === String(value);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
