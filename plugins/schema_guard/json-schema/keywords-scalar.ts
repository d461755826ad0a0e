import { canonicalJson, type JsonValue } from "plugins-adapter/framework";
import { isObject } from "./resources.ts";
import { fail, type Keyword, malformed, type Run, type Subject, spend } from "./run.ts";

const typeNames: ReadonlySet<JsonValue> = new Set([
  "null",
  "boolean",
  "object",
  "array",
  "number",
  "string",
  "integer",
]);

const type: Keyword = (run, argument, subject) => {
  const { value } = subject;
  const names = Array.isArray(argument) ? argument : [argument];
  spend(run, names.length);
  if (names.length === 0 || !names.every((name) => typeNames.has(name))) malformed("type");
  const kind = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  const fits = names.includes(kind) || (names.includes("integer") && Number.isInteger(value));
  return fits || fail(run, subject, "type");
};

const enumeration: Keyword = (run, argument, subject) => {
  if (!Array.isArray(argument)) malformed("enum");
  return isOneOf(run, argument, subject.value) || fail(run, subject, "enum");
};

const constant: Keyword = (run, argument, subject) =>
  isOneOf(run, [argument], subject.value) || fail(run, subject, "const");

function isOneOf(run: Run, values: readonly JsonValue[], value: JsonValue): boolean {
  spend(run, Math.ceil(values.length / 4));
  if (typeof value !== "object" || value === null) {
    if (typeof value === "string") spend(run, Math.ceil(value.length / 64));
    return values.includes(value);
  }
  if (!values.some((each) => typeof each === "object" && each !== null)) return false;
  const text = textOf(run, value);
  return values.some((each) => {
    if (typeof each !== "object" || each === null) return false;
    return Array.isArray(each) === Array.isArray(value) && textOf(run, each) === text;
  });
}

function textOf(run: Run, value: JsonValue): string {
  const text = canonicalJson(value);
  spend(run, 1 + Math.ceil(text.length / 8));
  return text;
}

function numberOf(argument: JsonValue, keyword: string): number {
  return typeof argument === "number" ? argument : malformed(keyword);
}

/** Draft-04 says by a member of its own that a bound itself does not belong. */
function excludesBound({ schema, owner }: Subject, keyword: string): boolean {
  return owner.dialect === "draft-04" && schema[keyword] === true;
}

const minimum: Keyword = (run, argument, subject) => {
  const bound = numberOf(argument, "minimum");
  const { value } = subject;
  if (typeof value !== "number" || value > bound) return true;
  return (value === bound && !excludesBound(subject, "exclusiveMinimum")) || fail(run, subject, "minimum");
};

const maximum: Keyword = (run, argument, subject) => {
  const bound = numberOf(argument, "maximum");
  const { value } = subject;
  if (typeof value !== "number" || value < bound) return true;
  return (value === bound && !excludesBound(subject, "exclusiveMaximum")) || fail(run, subject, "maximum");
};

const exclusiveMinimum: Keyword = (run, argument, subject) => {
  if (subject.owner.dialect === "draft-04")
    return typeof argument === "boolean" || malformed("exclusiveMinimum");
  const bound = numberOf(argument, "exclusiveMinimum");
  return typeof subject.value !== "number" || subject.value > bound || fail(run, subject, "exclusiveMinimum");
};

const exclusiveMaximum: Keyword = (run, argument, subject) => {
  if (subject.owner.dialect === "draft-04")
    return typeof argument === "boolean" || malformed("exclusiveMaximum");
  const bound = numberOf(argument, "exclusiveMaximum");
  return typeof subject.value !== "number" || subject.value < bound || fail(run, subject, "exclusiveMaximum");
};

const multipleOf: Keyword = (run, argument, subject) => {
  const divisor = numberOf(argument, "multipleOf");
  if (divisor <= 0) malformed("multipleOf");
  const { value } = subject;
  if (typeof value !== "number") return true;
  spend(run, 20);
  return isMultiple(value, divisor) || fail(run, subject, "multipleOf");
};

/** As decimal numbers are written: 0.3 is a multiple of 0.1. */
function isMultiple(value: number, divisor: number): boolean {
  const [digits, exponent] = decimal(value);
  const [others, another] = decimal(divisor);
  const shift = exponent - another;
  return shift >= 0
    ? (digits * 10n ** BigInt(shift)) % others === 0n
    : digits % (others * 10n ** BigInt(-shift)) === 0n;
}

function decimal(value: number): readonly [digits: bigint, exponent: number] {
  const [mantissa = "0", exponent = "0"] = String(Math.abs(value)).split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  return [BigInt(whole + fraction), Number(exponent) - fraction.length];
}

/** A bound for how much there is of something. */
function size(keyword: string, fits: (size: number, bound: number) => boolean, measure: Measure): Keyword {
  return (run, argument, subject) => {
    const bound = numberOf(argument, keyword);
    if (bound < 0 || !Number.isInteger(bound)) malformed(keyword);
    const found = measure(run, subject.value);
    return found === undefined || fits(found, bound) || fail(run, subject, keyword);
  };
}
type Measure = (run: Run, value: JsonValue) => number | undefined;
const atLeast = (found: number, bound: number) => found >= bound;
const atMost = (found: number, bound: number) => found <= bound;

const characters: Measure = (run, value) => {
  if (typeof value !== "string") return undefined;
  spend(run, Math.ceil(value.length / 64));
  let pairs = 0;
  for (let at = 0; at < value.length; at++) {
    if ((value.codePointAt(at) as number) <= 0xffff) continue;
    pairs++;
    at++;
  }
  return value.length - pairs;
};
const itemCount: Measure = (_, value) => (Array.isArray(value) ? value.length : undefined);
const memberCount: Measure = (run, value) => {
  if (!isObject(value)) return undefined;
  const count = Object.keys(value).length;
  spend(run, Math.ceil(count / 4));
  return count;
};

const pattern: Keyword = (run, argument, subject) => {
  if (typeof argument !== "string") malformed("pattern");
  const { value } = subject;
  return (
    typeof value !== "string" || run.patterns.matches(run, argument, value) || fail(run, subject, "pattern")
  );
};

export const scalarKeywords: readonly (readonly [string, Keyword])[] = [
  ["type", type],
  ["enum", enumeration],
  ["const", constant],
  ["minimum", minimum],
  ["maximum", maximum],
  ["exclusiveMinimum", exclusiveMinimum],
  ["exclusiveMaximum", exclusiveMaximum],
  ["multipleOf", multipleOf],
  ["minLength", size("minLength", atLeast, characters)],
  ["maxLength", size("maxLength", atMost, characters)],
  ["pattern", pattern],
  ["minItems", size("minItems", atLeast, itemCount)],
  ["maxItems", size("maxItems", atMost, itemCount)],
  ["minProperties", size("minProperties", atLeast, memberCount)],
  ["maxProperties", size("maxProperties", atMost, memberCount)],
];
