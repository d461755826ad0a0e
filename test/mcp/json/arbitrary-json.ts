import fc from "fast-check";
import type { JsonValue } from "../../../src/framework/json.ts";
import type { JsonLimits, JsonStrictness } from "../../../src/mcp/json/document.ts";

export const wide: JsonLimits = { maxBytes: 1 << 26, maxDepth: 1 << 20, maxNodes: 1 << 24 };
export const strict: JsonStrictness = {
  byteOrderMark: true,
  duplicateKeys: true,
  loneSurrogates: true,
  numberRange: true,
};
export const relaxed: JsonStrictness = {
  byteOrderMark: false,
  duplicateKeys: false,
  loneSurrogates: false,
  numberRange: false,
};

const text = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom(
    "",
    "__proto__",
    "toString",
    "a",
    "b",
    "0",
    "1",
    '"\\/\b\f\n\r\t',
    "\u0000",
    "é",
    "日本",
    "😀",
    "\u2028",
  ),
);
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
  fc.constantFrom(0, 1, 1e21, 1e-7, 5e-324, Number.MAX_VALUE, Number.MAX_SAFE_INTEGER),
);

/** JSON data with well-formed text and finite numbers, -0 left out; few and colliding keys. */
export const jsonValue: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(text, number, fc.boolean(), fc.constant(null)) as fc.Arbitrary<JsonValue>,
    fc.array(tie("value"), { maxLength: 5 }),
    // fc.dictionary cannot make an own __proto__; fromEntries can.
    fc.array(fc.tuple(text, tie("value")), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value;

/** Draws from 0 (inclusive) to `below` (exclusive); deterministic for a seed, so that fast-check can repeat a run. */
export type Draw = (below: number) => number;

export function drawFrom(seed: number): Draw {
  let state = seed | 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return ((state >>> 8) * below) >>> 24;
  };
}

/** JSON text of `value` that spells the same data in some other way: spaces, escapes, forms of numbers. */
export function spell(value: JsonValue, draw: Draw): string {
  return space(draw) + spellTight(value, draw) + space(draw);
}

function spellTight(value: JsonValue, draw: Draw): string {
  if (typeof value === "string") return spellString(value, draw);
  if (typeof value === "number") return spellNumber(value, draw);
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) {
    return value.length === 0
      ? `[${space(draw)}]`
      : `[${value.map((element) => spell(element, draw)).join(",")}]`;
  }
  const members = Object.entries(value).map(
    ([key, member]) => `${space(draw)}${spellString(key, draw)}${space(draw)}:${spell(member, draw)}`,
  );
  return members.length === 0 ? `{${space(draw)}}` : `{${members.join(",")}}`;
}

function space(draw: Draw): string {
  return draw(3) === 0 ? ([" ", "\n", "\t", "\r\n", "   "][draw(5)] as string) : "";
}

function spellString(value: string, draw: Draw): string {
  const escapeOften = draw(2) === 0;
  let spelled = "";
  for (let index = 0; index < value.length; index += 1) {
    const unit = value.charCodeAt(index);
    const hex = unit.toString(16).padStart(4, "0");
    const pairLeft = unit >= 0xd800 && unit <= 0xdbff && index + 1 < value.length;
    if (pairLeft && !escapeOften) spelled += value.slice(index, ++index + 1);
    else if (escapeOften && (draw(3) === 0 || (unit & 0xf800) === 0xd800)) {
      spelled += `\\u${draw(2) === 0 ? hex : hex.toUpperCase()}`;
    } else if (unit === 0x2f && draw(2) === 0) spelled += "\\/";
    else spelled += JSON.stringify(value[index]).slice(1, -1);
  }
  return `"${spelled}"`;
}

function spellNumber(value: number, draw: Draw): string {
  const plain = JSON.stringify(value);
  switch (draw(4)) {
    case 0:
      return value.toExponential();
    case 1:
      return Number.isInteger(value) && !plain.includes("e") ? `${plain}.0` : plain;
    case 2:
      return plain.replace("e", "E");
    default:
      return plain;
  }
}
