import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { JsonValue } from "../../src/framework/json.ts";
import {
  eachText,
  mapText,
  type TextKind,
  type TextOptions,
  type TextRefusal,
} from "../../src/framework/text.ts";

/** Everything that a walk shows, as `path kind text`. */
function shown(value: JsonValue, options: TextOptions = {}): string[] {
  const lines: string[] = [];
  eachText(value, (text, path, kind) => void lines.push(`${path.join(".")} ${kind} ${text}`), options);
  return lines;
}

const shout = (text: string) => text.toUpperCase();

describe("what is shown", () => {
  const rows: readonly [name: string, value: JsonValue, options: TextOptions, lines: readonly string[]][] = [
    ["a bare string", "x", {}, [" value x"]],
    ["no text", [null, true, 1, {}, []], {}, []],
    [
      "every depth, in order",
      { a: ["x", { b: "y" }], c: "z" },
      {},
      ["a.0 value x", "a.1.b value y", "c value z"],
    ],
    ["keys on request", { a: { b: 1 } }, { keys: true }, ["a key a", "a.b key b"]],
    [
      "numbers on request",
      [1, -2.5, 1e21],
      { numbers: true },
      ["0 number 1", "1 number -2.5", "2 number 1e+21"],
    ],
    [
      "data has nothing of the protocol's",
      { type: "text", data: "eA==", nextCursor: "c" },
      {},
      ["type value text", "data value eA==", "nextCursor value c"],
    ],
    [
      "a tool result",
      {
        content: [
          { type: "text", text: "t", annotations: { audience: ["user"] }, _meta: { note: "n" } },
          { type: "image", data: "iVBORw0KGgo=", mimeType: "image/png" },
          { type: "resource", resource: { uri: "file:///x", mimeType: "text/plain", blob: "aGVsbG8=" } },
          {
            type: "resource_link",
            uri: "file:///y",
            name: "link",
            icons: [{ src: "https://i", mimeType: "image/svg" }],
          },
          { type: "tool_result", toolUseId: "id", content: [{ type: "text", text: "inner" }] },
        ],
        structuredContent: { type: "free", data: "free" },
        nextCursor: "cursor",
        _meta: { progressToken: "p", other: "o" },
      },
      { shape: "result", keys: true },
      [
        "content.0.type opaque text",
        "content.0.text value t",
        "content.0.annotations.audience.0 opaque user",
        "content.0._meta.note key note",
        "content.0._meta.note value n",
        "content.1.type opaque image",
        "content.1.mimeType opaque image/png",
        "content.2.type opaque resource",
        "content.2.resource.uri value file:///x",
        "content.2.resource.mimeType opaque text/plain",
        "content.2.resource.blob blob hello",
        "content.3.type opaque resource_link",
        "content.3.uri value file:///y",
        "content.3.name value link",
        "content.3.icons.0.src value https://i",
        "content.3.icons.0.mimeType opaque image/svg",
        "content.4.type opaque tool_result",
        "content.4.toolUseId opaque id",
        "content.4.content.0.type opaque text",
        "content.4.content.0.text value inner",
        "structuredContent.type key type",
        "structuredContent.type value free",
        "structuredContent.data key data",
        "structuredContent.data value free",
        "nextCursor opaque cursor",
        "_meta.progressToken opaque p",
        "_meta.other key other",
        "_meta.other value o",
      ],
    ],
    [
      "a prompt result",
      { description: "d", messages: [{ role: "user", content: { type: "text", text: "t" } }] },
      { shape: "result" },
      [
        "description value d",
        "messages.0.role opaque user",
        "messages.0.content.type opaque text",
        "messages.0.content.text value t",
      ],
    ],
    [
      "a JSON-RPC error",
      { code: -1, message: "m", data: { type: "x" } },
      { shape: "result", keys: true },
      ["message value m", "data.type key type", "data.type value x"],
    ],
    [
      "a multi-round-trip result",
      {
        resultType: "input_required",
        requestState: "s",
        inputRequests: { k: { method: "m", params: { message: "q" } } },
      },
      { shape: "result", keys: true },
      [
        "resultType opaque input_required",
        "requestState opaque s",
        "inputRequests.k opaque k",
        "inputRequests.k.method opaque m",
        "inputRequests.k.params.message value q",
      ],
    ],
    [
      "params of a call that is sent again",
      {
        name: "n",
        requestState: "s",
        inputResponses: { k: { action: "accept", content: { field: "v" } } },
        _meta: { progressToken: "p", own: "o" },
      },
      { shape: "params", keys: true },
      [
        "name value n",
        "requestState opaque s",
        "inputResponses.k opaque k",
        "inputResponses.k.action opaque accept",
        "inputResponses.k.content.field key field",
        "inputResponses.k.content.field value v",
        "_meta.progressToken opaque p",
        "_meta.own key own",
        "_meta.own value o",
      ],
    ],
    [
      "a list of tools",
      {
        tools: [{ name: "n", inputSchema: { type: "object", properties: { type: { title: "t" } } } }],
        nextCursor: "c",
      },
      { shape: "result", keys: true },
      [
        "tools.0.name value n",
        "tools.0.inputSchema.type opaque object",
        "tools.0.inputSchema.properties.type key type",
        "tools.0.inputSchema.properties.type.title value t",
        "nextCursor opaque c",
      ],
    ],
    [
      "an entry of contents",
      { uri: "u", text: "t", mimeType: "m" },
      { shape: "contents" },
      ["uri value u", "text value t", "mimeType opaque m"],
    ],
    [
      "a blob that is no base64 stands as it is",
      { blob: "{not base64}" },
      { shape: "contents", blobs: false },
      ["blob value {not base64}"],
    ],
    [
      "data of an unknown content type is text",
      { content: [{ type: "new", data: "eA==" }] },
      { shape: "result" },
      ["content.0.type opaque new", "content.0.data value eA=="],
    ],
  ];
  for (const [name, value, options, lines] of rows) {
    test(name, () => assert.deepEqual(shown(value, options), lines));
  }

  test("a visit that returns true ends the walk", () => {
    const seen: string[] = [];
    const stopped = eachText(["a", ["b"], "c"], (text) => {
      seen.push(text);
      return text === "b";
    });
    assert.equal(stopped, true);
    assert.deepEqual(seen, ["a", "b"]);
    assert.equal(
      eachText(["a"], () => false),
      false,
    );
  });
});

describe("edits", () => {
  test("only changed branches are copied", () => {
    const value = { a: { x: "X" }, b: [{ y: "y" }, { z: "Z" }] };
    const edited = mapText(value, shout) as typeof value;
    assert.deepEqual(edited, { a: { x: "X" }, b: [{ y: "Y" }, { z: "Z" }] });
    assert.equal(edited.a, value.a);
    assert.equal(edited.b[1], value.b[1]);
    assert.deepEqual(value.b[0], { y: "y" });
  });

  test("nothing changed is the same reference", () => {
    const value = { a: ["X", 1, -0, null], b: { c: "Y" } };
    assert.equal(mapText(value, shout, { keys: false, numbers: true }), value);
  });

  test("a number becomes a string", () => {
    assert.deepEqual(
      mapText([1, 2], (text) => (text === "2" ? "two" : text), { numbers: true }),
      [1, "two"],
    );
  });

  test("keys are renamed in place, alike ones are numbered", () => {
    const value = { a: 1, b: { c: 2 }, mask: 3, d: 4 };
    const edited = mapText(value, (text, _path, kind) => (kind === "key" && text !== "c" ? "mask" : text), {
      keys: true,
    });
    assert.equal(JSON.stringify(edited), '{"mask (2)":1,"mask (3)":{"c":2},"mask":3,"mask (4)":4}');
  });

  test("so many alike that looking for the next number from 2 on each time would take minutes", () => {
    const value = Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`k${index}`, index]));
    const edited = mapText(value, () => "mask", { keys: true }) as Record<string, JsonValue>;
    assert.deepEqual(
      [edited["mask"], edited["mask (2)"], edited["mask (40000)"], Object.keys(edited).length],
      [0, 1, 39_999, 40_000],
    );
  });

  test("__proto__ stays a member", () => {
    const value = JSON.parse('{"__proto__":{"x":"a"},"b":"c"}') as JsonValue;
    assert.equal(JSON.stringify(mapText(value, shout)), '{"__proto__":{"x":"A"},"b":"C"}');
    const renamed = mapText(value, (text) => (text === "b" ? "__proto__" : text), { keys: true });
    assert.equal(JSON.stringify(renamed), '{"__proto__":{"x":"a"},"__proto__ (2)":"c"}');
    assert.equal(Object.getPrototypeOf(renamed), Object.prototype);
  });

  test("the protocol's names are not renamed", () => {
    const value = { content: [{ type: "TEXT", text: "X" }], structuredContent: { text: "X" } };
    const edited = mapText(value, shout, { shape: "result", keys: true });
    assert.deepEqual(edited, { content: [{ type: "TEXT", text: "X" }], structuredContent: { TEXT: "X" } });
  });

  test("a blob's text is encoded again, in its encoding", () => {
    for (const encoding of ["utf8", "latin1", "utf16le"] as const) {
      const mark = encoding === "utf16le" ? "\ufeff" : "";
      const blob = Buffer.from(`${mark}é bob`, encoding).toString("base64");
      const edited = mapText({ blob }, (text) => text.replace("bob", "eve"), { shape: "contents" });
      assert.deepEqual(edited, { blob: Buffer.from(`${mark}é eve`, encoding).toString("base64") });
    }
  });

  test("depth does not matter", () => {
    let value: JsonValue = "x";
    for (let level = 0; level < 9_000; level++) value = level % 2 === 0 ? [value] : { a: value };
    let edited = mapText(value, shout);
    while (typeof edited === "object" && edited !== null) edited = Object.values(edited)[0] as JsonValue;
    assert.equal(edited, "X");
  });
});

describe("refusals", () => {
  const rows: readonly [name: string, value: JsonValue, options: TextOptions, refusals: readonly string[]][] =
    [
      ["an opaque text", { nextCursor: "x" }, { shape: "result" }, ["opaque nextCursor"]],
      ["a token inside of an opaque value", { progressToken: ["x"] }, { shape: "data" }, []],
      [
        "an opaque name",
        { inputRequests: { k: { method: "M" } } },
        { shape: "result", keys: true },
        ["opaque inputRequests.k"],
      ],
      ["depth", [[["x"]]], { maxDepth: 2 }, ["depth 0.0"]],
      ["items", { a: [1, 2, 3] }, { maxItems: 2 }, ["items a"]],
    ];
  for (const [name, value, options, refusals] of rows) {
    test(name, () => {
      const lines: string[] = [];
      const onRefused = (reason: TextRefusal, path: readonly (string | number)[]) =>
        void lines.push(`${reason} ${path.join(".")}`);
      mapText(value, shout, { ...options, onRefused });
      assert.deepEqual(lines, refusals);
    });
  }

  test("a number of the protocol's own is shown, and not edited", () => {
    const value = { ttl: 5, code: 7, content: [{ size: 6 }] };
    const kinds: string[] = [];
    const onRefused = (reason: TextRefusal, path: readonly (string | number)[]) =>
      void kinds.push(`${reason} ${path.join(".")}`);
    const edit = (text: string, _path: unknown, kind: string) => `${kind} ${text}`;
    assert.deepEqual(mapText(value, edit, { shape: "result", numbers: true, onRefused }), value);
    assert.deepEqual(kinds, ["opaque ttl", "opaque code", "opaque content.0.size"]);
    assert.equal(mapText(value, shout, { shape: "result" }), value);
  });

  test("a text that the blob's encoding has no form for", () => {
    const blob = Buffer.from("é", "latin1").toString("base64");
    const reasons: TextRefusal[] = [];
    const options: TextOptions = { shape: "contents", onRefused: (reason) => void reasons.push(reason) };
    assert.deepEqual(
      mapText({ blob }, () => "€", options),
      { blob },
    );
    assert.deepEqual(reasons, ["encoding"]);
  });

  test("without a listener they throw", () => {
    assert.throws(() => mapText({ nextCursor: "x" }, shout, { shape: "result" }), RangeError);
    assert.throws(() => eachText([[[]]], () => false, { maxDepth: 2 }), RangeError);
  });
});

describe("properties", () => {
  const json = fc.jsonValue({ maxDepth: 6 }) as fc.Arbitrary<JsonValue>;
  const shapes = fc.constantFrom("data", "result", "contents");
  const visible = (value: JsonValue, options: TextOptions) =>
    shown(value, { ...options, onRefused: () => undefined });

  test("an edit reaches exactly the texts that are shown, and the input stays", () => {
    fc.assert(
      fc.property(json, shapes, fc.boolean(), (value, shape, keys) => {
        const before = JSON.stringify(value);
        const options: TextOptions = { shape, keys, numbers: true, onRefused: () => undefined };
        const mark = (text: string, _path: unknown, kind: TextKind) =>
          kind === "opaque" ? text : `${text}!`;
        const edited = mapText(value, mark, options);
        assert.equal(JSON.stringify(value), before);
        const kinds = (lines: string[]) => lines.filter((line) => !/^\S* opaque /.test(line)).length;
        assert.equal(kinds(visible(edited, options)), kinds(visible(value, options)));
      }),
    );
  });

  test("an edit that changes nothing returns the same reference", () => {
    fc.assert(
      fc.property(json, shapes, (value, shape) => {
        assert.equal(
          mapText(value, (text) => text, { shape, keys: true, numbers: true }),
          value,
        );
      }),
    );
  });
});
