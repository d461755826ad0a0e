import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { JsonObject, JsonValue } from "../../../src/framework/json.ts";
import type { JsonDocument, JsonNode } from "../../../src/mcp/json/document.ts";
import { readJson } from "../../../src/mcp/json/reader.ts";
import type { Splice } from "../../../src/mcp/json/splice.ts";
import { applySplices, spliceValue } from "../../../src/mcp/json/splice.ts";
import type { Draw } from "./arbitrary-json.ts";
import { drawFrom, jsonValue, relaxed, spell, strict, wide } from "./arbitrary-json.ts";

function documentOf(bytes: Uint8Array, strictness = strict): JsonDocument {
  const reading = readJson(bytes, wide, strictness);
  assert.ok(reading.ok, JSON.stringify(reading));
  return reading.document;
}

function edit(document: JsonDocument, wanted: JsonValue): { splices: Splice[]; result: JsonDocument } {
  const splices: Splice[] = [];
  spliceValue(document, document.root, wanted, splices);
  return { splices, result: documentOf(applySplices(document.bytes, splices)) };
}

/** A copy of `value` with a few changes somewhere: edits, removals, insertions, renames. */
function changed(value: JsonValue, fresh: () => JsonValue, draw: Draw): JsonValue {
  if (draw(8) === 0) return fresh();
  if (Array.isArray(value)) {
    const list = value.map((element) => (draw(3) === 0 ? changed(element, fresh, draw) : element));
    if (draw(3) === 0) list.splice(draw(list.length + 1), draw(3), ...(draw(2) === 0 ? [fresh()] : []));
    return draw(4) === 0 ? list.filter(() => draw(2) === 0) : list;
  }
  if (typeof value !== "object" || value === null) return draw(3) === 0 ? fresh() : value;
  const entries = Object.entries(value)
    .filter(() => draw(6) !== 0)
    .map(([key, member]): [string, JsonValue] => [
      draw(8) === 0 ? `${key}2` : key,
      draw(3) === 0 ? changed(member, fresh, draw) : member,
    ]);
  if (draw(4) === 0)
    entries.splice(draw(entries.length + 1), 0, [["new", "__proto__", "é\n"][draw(3)] as string, fresh()]);
  return Object.fromEntries(entries);
}

/** Every scalar that has an equal at the same place of `wanted`, where the places are objects and equally long arrays. */
function untouched(
  document: JsonDocument,
  node: JsonNode,
  wanted: JsonValue,
  path: string,
  found: Map<string, string>,
): void {
  const kind = document.kind(node);
  if (kind === "object" && typeof wanted === "object" && wanted !== null && !Array.isArray(wanted)) {
    document.eachMember(node, (key, _, value) => {
      const member = Object.hasOwn(wanted, key) ? (wanted as JsonObject)[key] : undefined;
      if (member !== undefined) untouched(document, value, member, `${path}/${JSON.stringify(key)}`, found);
    });
  } else if (kind === "array" && Array.isArray(wanted) && wanted.length === document.size(node)) {
    document.eachElement(node, (element, index) => {
      untouched(document, element, wanted[index] as JsonValue, `${path}/${index}`, found);
    });
  } else if (kind !== "object" && kind !== "array" && document.value(node) === wanted) {
    found.set(path, document.source(node));
  }
}

/** Copies of numbers that JavaScript would write otherwise, put around any text. */
const fragile = '"big":12345678901234567890,"one":1.0,"minus":-0,"exp":1E+2,"fine":0.1000000000000000055';

describe("spliceValue on any data", () => {
  it("yields exactly what is wanted, whatever it was", () => {
    fc.assert(
      fc.property(jsonValue, jsonValue, fc.integer(), (value, wanted, seed) => {
        const document = documentOf(Buffer.from(spell(value, drawFrom(seed))));
        const { result } = edit(document, wanted);
        assert.deepEqual(result.value(result.root), wanted);
      }),
      { numRuns: 1500 },
    );
  });

  it("yields exactly what is wanted after a change, and keeps the rest to the byte", () => {
    fc.assert(
      fc.property(jsonValue, fc.infiniteStream(jsonValue), fc.integer(), (value, stream, seed) => {
        const draw = drawFrom(seed);
        const document = documentOf(Buffer.from(spell(value, draw)));
        const wanted = changed(value, () => stream.next().value as JsonValue, draw);
        const { result, splices } = edit(document, wanted);
        assert.deepEqual(result.value(result.root), wanted);
        const before = new Map<string, string>();
        const after = new Map<string, string>();
        untouched(document, document.root, wanted, "", before);
        untouched(result, result.root, wanted, "", after);
        for (const [path, source] of before) assert.equal(after.get(path), source, path);
        if (splices.length === 0) assert.deepEqual(document.value(document.root), wanted);
        const again: Splice[] = [];
        spliceValue(result, result.root, wanted, again);
        assert.deepEqual(again, []);
      }),
      { numRuns: 3000 },
    );
  });

  it("leaves an unedited document alone", () => {
    fc.assert(
      fc.property(jsonValue, fc.integer(), (value, seed) => {
        const document = documentOf(Buffer.from(spell(value, drawFrom(seed))));
        const splices: Splice[] = [];
        spliceValue(document, document.root, document.value(document.root), splices);
        assert.deepEqual(splices, []);
        assert.equal(applySplices(document.bytes, splices), document.bytes);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps numbers that JavaScript cannot write, and all outside the edited member", () => {
    fc.assert(
      fc.property(jsonValue, jsonValue, fc.integer(), (value, other, seed) => {
        const draw = drawFrom(seed);
        const head = `{ ${fragile} , "it" : `;
        const tail = ` , "list":[${fragile.replaceAll(/"\w+":/g, "")}] }`;
        const document = documentOf(Buffer.from(head + spell(value, draw).trim() + tail));
        const wanted = { ...(document.value(document.root) as JsonObject), it: other };
        const { result } = edit(document, wanted);
        const text = result.source(result.root);
        assert.deepEqual(result.value(result.member(result.root, "it")), other);
        assert.ok(text.startsWith(head) && text.endsWith(tail), text);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps the elements that a filter leaves, to the byte and in order", () => {
    fc.assert(
      fc.property(fc.array(jsonValue, { maxLength: 12 }), fc.integer(), (values, seed) => {
        const draw = drawFrom(seed);
        const sources = values.map((value, index) => `[${index},1.0,${spell(value, draw)}]`);
        const kept = sources.map(() => draw(2) === 0);
        const document = documentOf(Buffer.from(`[${sources.join(" , ")}]`));
        const wanted = (document.value(document.root) as JsonValue[]).filter((_, index) => kept[index]);
        const { result } = edit(document, wanted);
        const left: string[] = [];
        result.eachElement(result.root, (element) => left.push(result.source(element)));
        assert.deepEqual(
          left,
          sources.filter((_, index) => kept[index]),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("lets no earlier value of a repeated key survive an edit", () => {
    const members = fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), jsonValue), {
      minLength: 1,
      maxLength: 7,
    });
    fc.assert(
      fc.property(
        members,
        fc.dictionary(fc.constantFrom("a", "b", "c"), jsonValue),
        fc.integer(),
        (entries, wanted, seed) => {
          const draw = drawFrom(seed);
          const spelt = entries.map(([key, value]) => `${spell(key, draw)}:${spell(value, draw)}`);
          const document = documentOf(Buffer.from(`{${spelt.join(",")}}`), relaxed);
          const splices: Splice[] = [];
          spliceValue(document, document.root, wanted, splices);
          const result = documentOf(applySplices(document.bytes, splices), relaxed);
          // Not by JSON.parse, which confuses keys that have escapes (build-value.ts).
          assert.deepEqual(result.value(result.root), { ...wanted });
          const repeats = new Map<string, number>();
          result.eachMember(result.root, (key) => repeats.set(key, (repeats.get(key) ?? 0) + 1));
          for (const [key, count] of repeats) {
            const before = document.member(document.root, key);
            if (count > 1) assert.deepEqual(document.value(before), wanted[key]);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
