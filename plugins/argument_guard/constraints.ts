import { acceptedPattern, canonicalJson, type JsonObject, type JsonValue } from "plugins-adapter/framework";
import type { Constraint } from "./config.ts";

/** @returns the name of what in a constraint the value breaks; undefined: nothing. `max_values`: it is too large to read */
export type Check = (value: JsonValue) => string | undefined;

/** A constraint, compiled. @param most values that are read within one */
export function checkOf(constraint: Constraint, most: number): Check {
  const checks: Check[] = [];
  const add = (name: string, holds: (value: JsonValue) => boolean) =>
    checks.push((value) => (holds(value) ? undefined : name));
  const { type, min, max, min_length, max_length } = constraint;
  if (type !== undefined) add("type", (value) => isOf(type, value));
  if (min !== undefined) add("min", (value) => typeof value === "number" && value >= min);
  if (max !== undefined) add("max", (value) => typeof value === "number" && value <= max);
  if (min_length !== undefined) add("min_length", (value) => (lengthOf(value) ?? -1) >= min_length);
  if (max_length !== undefined)
    add("max_length", (value) => (lengthOf(value) ?? Number.POSITIVE_INFINITY) <= max_length);
  if (constraint.allowed !== undefined) {
    const allowed = new Set(constraint.allowed.map(canonicalJson));
    add("allowed", (value) => allowed.has(canonicalJson(value)));
  }
  if (constraint.denied !== undefined) {
    const denied = new Set(constraint.denied.map(folded));
    add(
      "denied",
      (value) =>
        !denied.has(folded(value)) &&
        !(Array.isArray(value) && value.some((each) => denied.has(folded(each)))),
    );
  }
  if (constraint.pattern !== undefined) {
    const wanted = acceptedPattern(constraint.pattern);
    add("pattern", (value) => typeof value === "string" && wanted.test(value));
  }
  if (constraint.denied_pattern !== undefined) {
    const unwanted = acceptedPattern(constraint.denied_pattern);
    checks.push((value) => {
      const texts = textsOf(value, most);
      if (texts === undefined) return "max_values";
      return texts.some((text) => unwanted.test(text)) ? "denied_pattern" : undefined;
    });
  }
  return (value) => {
    for (const check of checks) {
      const broken = check(value);
      if (broken !== undefined) return broken;
    }
    return undefined;
  };
}

function isOf(type: NonNullable<Constraint["type"]>, value: JsonValue): boolean {
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return type === "integer" ? Number.isInteger(value) : typeof value === type;
}

/** Characters, items or members; undefined for what has none of them. */
function lengthOf(value: JsonValue): number | undefined {
  if (typeof value === "string") return Array.from(value).length;
  if (typeof value !== "object" || value === null) return undefined;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

/** One text for values that a lax reader may take for the same: `5` and `"5"`, ` Prod` and `prod`. */
function folded(value: JsonValue): string {
  if (typeof value === "object" && value !== null) return canonicalJson(value);
  return String(value).normalize("NFKC").trim().toLowerCase();
}

/** Every text in a value, names of members and scalars as texts included; undefined: there are too many. */
function textsOf(value: JsonValue, most: number): string[] | undefined {
  const texts: string[] = [];
  const left: JsonValue[] = [value];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (texts.length + left.length + 1 > most) return undefined;
    if (typeof next !== "object" || next === null) texts.push(String(next));
    else {
      if (!Array.isArray(next)) texts.push(...Object.keys(next as JsonObject));
      left.push(...(Object.values(next) as JsonValue[]));
    }
  }
  return texts;
}
