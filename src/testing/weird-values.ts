import type { JsonValue } from "../framework/index.ts";

/** Values that break what was written for ordinary ones. */
export function* weirdValues(): Generator<JsonValue> {
  yield* [
    null,
    true,
    0,
    -0,
    1e300,
    4111111111111111,
    "",
    " ",
    "\u0000",
    "\ud800",
    "a\udc00b",
    "\ufeff",
    "😀",
    [],
    {},
    [[]],
  ];
  yield "x".repeat(200_000);
  yield "1 ".repeat(50_000);
  yield "@".repeat(20_000);
  yield "a:".repeat(20_000);
  yield "+1-".repeat(20_000);
  yield "ssn ".repeat(20_000);
  yield "4111 1111 1111 1111 bob@example.com 123-45-6789 ";
  yield JSON.parse(
    '{"__proto__":{"x":"bob@example.com"},"constructor":"x","toString":"x","bob@example.com":1}',
  ) as JsonValue;
  yield nested(500);
  yield Array.from({ length: 5000 }, (_, index) => index);
  yield {
    content: [
      null,
      1,
      "x",
      { type: "text" },
      { type: "text", text: null },
      { type: "image", data: 1 },
      { type: 5 },
      [],
    ],
    structuredContent: [1, { x: "xx bob@example.com" }],
    _meta: { progressToken: "x", "a@b.co": null },
    isError: "x",
    nextCursor: { x: "x" },
  };
  yield {
    content: { type: "resource", resource: { uri: 1, blob: "not base64 x!", mimeType: null } },
    messages: "x",
  };
  yield {
    uri: "file:///x",
    blob: Buffer.from("x bob@example.com").toString("base64"),
    mimeType: "text/plain",
  };
  yield { code: -32603, message: "failed for bob@example.com", data: { trace: ["x"] } };
}

function nested(depth: number): JsonValue {
  let value: JsonValue = "x bob@example.com";
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { x: value };
  return value;
}
