import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonObject, JsonValue } from "../../src/framework/json.ts";
import { hasFoldedKey } from "../../src/mcp/folded-keys.ts";
import { documentOf } from "../mcp/documents.ts";
import { casesOf } from "./cases.ts";
import { publishedMethods } from "./methods.ts";
import { isWord } from "./samples.ts";

/** What holds names of its own: the tool's, the user's, a vendor's, or those of JSON Schema. */
const free = new Set([
  "_meta",
  "arguments",
  "structuredContent",
  "input",
  "inputSchema",
  "outputSchema",
  "requestedSchema",
  "experimental",
  "extensions",
  "metadata",
  "frontmatter",
  "data",
]);
const maps = new Set(["inputRequests", "inputResponses"]);

const messages = publishedMethods().flatMap((published) =>
  casesOf(published).map(({ title, message }) => ({ title, message, method: published.method })),
);

describe("folded keys beside the published schemas", () => {
  it("are found at every level that the schemas name, and nowhere in a message as it should be", () => {
    const unfound = new Set<string>();
    const done = new Set<string>();
    for (const { title, message, method } of messages) {
      assert.ok(!isFolded(message), title);
      for (const path of protocolPaths(message)) {
        const place = `${method} ${path.map(kindOfKey).join(".")}`;
        if (done.has(place)) continue;
        done.add(place);
        if (!isFolded(renamed(message, path))) unfound.add(place);
      }
    }
    assert.ok(done.size > 2000, `${done.size} places`);
    assert.deepEqual([...unfound], []);
  });

  it("are the tool's, the user's or the vendor's own elsewhere", () => {
    for (const { title, message } of messages) assert.ok(!isFolded(withOwnNames(message, false)), title);
  });
});

function isFolded(message: JsonValue): boolean {
  const document = documentOf(JSON.stringify(message));
  return hasFoldedKey(document, document.root);
}

/** Where the protocol's own keys stand. */
function protocolPaths(value: JsonValue, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [];
  const name = path.at(-1) ?? "";
  const isForm = name === "content" && !Array.isArray(value) && !("type" in value);
  // A prompt's arguments are a list of the protocol's own; a call's are an object of the tool's.
  if (isForm || (free.has(name) && !Array.isArray(value))) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const at = [...path, key];
    if (isWord(key)) return maps.has(name) ? protocolPaths(member, at) : [];
    return [...(Array.isArray(value) ? [] : [at]), ...protocolPaths(member, at)];
  });
}

function renamed(value: JsonValue, [key = "", ...rest]: readonly string[]): JsonValue {
  if (Array.isArray(value)) return value.map((one, at) => (String(at) === key ? renamed(one, rest) : one));
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([name, member]) => {
      if (name !== key) return [name, member];
      return rest.length > 0 ? [name, renamed(member, rest)] : [capital(name), member];
    }),
  );
}

function capital(name: string): string {
  return name.replace(/[a-z]/, (letter) => letter.toUpperCase());
}

/** Names that fold to the protocol's, added wherever others than the protocol give names. */
function withOwnNames(value: JsonValue, isFree: boolean, isMap = false): JsonValue {
  if (Array.isArray(value)) return value.map((one) => withOwnNames(one, isFree));
  if (typeof value !== "object" || value === null) return value;
  // The one thing in an error's data that the protocol has names for.
  if ("elicitations" in value) return value;
  const members = Object.entries(value).map(([name, member]): [string, JsonValue] => {
    const freed = isFree || (free.has(name) && !Array.isArray(member)) || (isWord(name) && !isMap);
    return [name, withOwnNames(member, freed, maps.has(name))];
  });
  return Object.fromEntries(isFree ? [...members, ...ownNames] : members);
}

const ownNames: [string, JsonValue][] = ["Name", "METHOD", "Params", "ur\u0131", "Content", "Type"].map(
  (name) => [name, "x"],
);

function kindOfKey(key: string): string {
  return /^\d+$/.test(key) ? "[]" : isWord(key) ? "*" : key;
}
