import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonValue } from "../../src/framework/json.ts";
import { eachText, mapText, type TextKind } from "../../src/framework/text.ts";
import type { TextShapeName } from "../../src/framework/text-shape.ts";
import { casesOf } from "./cases.ts";
import { publishedMethods } from "./methods.ts";
import { isWord, placedWords } from "./samples.ts";

/** Tokens that are compared or sent back, and what says how the rest is to be read: no schema says that they are. */
const tokens = new Set([
  "$schema",
  "createdAt",
  "cursor",
  "digest",
  "elicitationId",
  "id",
  "lastModified",
  "lastUpdatedAt",
  "mimeType",
  "nextCursor",
  "progressToken",
  "protocolVersion",
  "requestId",
  "requestState",
  "required",
  "resultType",
  "sizes",
  "stopReason",
  "supportedVersions",
  "taskId",
  "taskIds",
  "toolUseId",
  "io.modelcontextprotocol/subscriptionId",
]);

describe("texts of messages, beside the published schemas", () => {
  it("may all be edited: what comes out is what the schema allows, with every token as it was", () => {
    for (const { title, published, member, schema, value } of messages()) {
      const edited = mapText(value, (text, _path, kind) => (kind === "opaque" ? text : other(text)), {
        shape: shapeOf(member),
        keys: true,
      });
      assert.equal(published.set.problem(schema, edited), undefined, title);
    }
  });

  it("are all shown, tokens as such and nothing else", () => {
    const wrong = new Set<string>();
    for (const { published, member, value } of messages()) {
      const seen = kindsOf(value, shapeOf(member));
      for (const { word, path } of placedWords(value)) {
        const kind = seen.get(word);
        // Bytes are no text: what they decode to is shown, where that is one.
        if (kind === undefined && ["blob", "data"].includes(path.at(-1) ?? "")) continue;
        if (kind === undefined || (kind === "opaque") !== isToken(path))
          wrong.add(`${published.method} ${member}: ${path.join("/").replace(/\d+/g, "n")} is ${kind}`);
      }
    }
    assert.deepEqual([...wrong], []);
  });
});

function messages() {
  return publishedMethods().flatMap(casesOf);
}

function shapeOf(member: string): TextShapeName {
  return member === "params" ? "params" : "result";
}

function kindsOf(value: JsonValue, shape: TextShapeName): Map<string, TextKind> {
  const seen = new Map<string, TextKind>();
  const visit = (text: string, _path: unknown, kind: TextKind) => {
    for (const { word } of placedWords(text)) seen.set(word, kind);
  };
  eachText(value, visit, { shape, keys: true, blobs: false });
  return seen;
}

/** Another text of the same form: a URI stays one, as does base64. */
function other(text: string): string {
  return text.replaceAll("mark", "seen");
}

/** What has names of its own is not the protocol's; requests and responses within have, and are. */
function isToken(path: readonly string[]): boolean {
  const named = path.filter((key) => !/^\d+$/.test(key));
  const own = named.findIndex((key, at) => isWord(key) && !maps.has(named[at - 1] ?? ""));
  if (own >= 0) return false;
  const name = named.at(-1) ?? "";
  return isWord(name) || tokens.has(name);
}

const maps = new Set(["inputRequests", "inputResponses"]);
