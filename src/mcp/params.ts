import { type JsonDocument, type JsonNode, none } from "./json/document.ts";
import { methodEntry } from "./methods.ts";

/**
 * Whether `params` has the shape that its method's hook reads. Servers differ in what they make of any other shape
 * (null, JSON in a string, a list for a name), so that what they would run is not what plugins saw.
 */
export function paramsAreAcceptable(document: JsonDocument, method: string, params: JsonNode): boolean {
  if (params !== none && document.kind(params) !== "object") return false;
  const member = (key: string): JsonNode => (params === none ? none : document.member(params, key));
  const isString = (node: JsonNode): boolean => node !== none && document.kind(node) === "string";
  const isName = (node: JsonNode): boolean => isString(node) && !hasControl(document.text(node));
  if (methodEntry(method)?.subject === "uri") {
    const uri = member("uri");
    if (isString(uri) && !isReadAlike(document.text(uri))) return false;
  }
  switch (method) {
    case "tools/call":
      return isName(member("name")) && isObjectOrAbsent(document, member("arguments"));
    case "prompts/get":
      return isName(member("name")) && isStringsOrAbsent(document, member("arguments"));
    case "resources/read":
      return isString(member("uri"));
    default:
      return true;
  }
}

/**
 * URL parsers drop controls and spaces around a URI, and tabs and line breaks within (WHATWG URL, basic URL parser), so
 * that `sec\tret://a` is `secret://a` to a server that parses it. No URI has such characters (RFC 3986 §2).
 */
function isReadAlike(uri: string): boolean {
  return !uri.startsWith(" ") && !uri.endsWith(" ") && !hasControl(uri);
}

/**
 * Whether a name holds a control character. None has one, and receivers in C end a name at its NUL: theirs is then not
 * the one that plugins see.
 */
export function hasControl(name: string): boolean {
  for (let at = 0; at < name.length; at++) {
    if (name.charCodeAt(at) < 0x20) return true;
  }
  return false;
}

function isObjectOrAbsent(document: JsonDocument, node: JsonNode): boolean {
  return node === none || document.kind(node) === "object";
}

/** Prompt arguments are strings by the schema of every revision. */
function isStringsOrAbsent(document: JsonDocument, node: JsonNode): boolean {
  if (!isObjectOrAbsent(document, node)) return false;
  let strings = true;
  if (node !== none) {
    document.eachMember(node, (_key, _keyNode, value) => {
      if (document.kind(value) !== "string") strings = false;
    });
  }
  return strings;
}
