import type { JsonObject, JsonValue } from "plugins-adapter/framework";
import { isObject } from "./resources.ts";
import { fail, goesOn, type Keyword, malformed, type Run, type Subject, spend } from "./run.ts";

/** What a keyword does with one member of an object. */
function member(run: Run, subject: Subject, name: string, schema: JsonValue | undefined): boolean {
  const { seen, place } = subject;
  if (seen !== undefined && seen.properties !== "all") seen.properties.add(name);
  const value = (subject.value as JsonObject)[name] as JsonValue;
  return run.evaluate(run, schema, value, { outer: place, key: name });
}

const properties: Keyword = (run, argument, subject) => {
  if (!isObject(argument)) malformed("properties");
  const { value } = subject;
  if (!isObject(value)) return true;
  let ok = true;
  // Whichever are fewer.
  const names = Object.keys(value);
  const declared = Object.keys(argument);
  const fewer = names.length < declared.length ? names : declared;
  const other = fewer === names ? argument : value;
  spend(run, Math.ceil((names.length + declared.length) / 4));
  for (const name of fewer) {
    spend(run, 1);
    if (Object.hasOwn(other, name) && !member(run, subject, name, argument[name])) ok = false;
    if (!goesOn(run, ok)) break;
  }
  return ok;
};

const patternProperties: Keyword = (run, argument, subject) => {
  if (!isObject(argument)) malformed("patternProperties");
  if (!isObject(subject.value)) return true;
  let ok = true;
  for (const [pattern, schema] of Object.entries(argument)) {
    for (const name of Object.keys(subject.value)) {
      if (run.patterns.matches(run, pattern, name) && !member(run, subject, name, schema)) ok = false;
      if (!goesOn(run, ok)) return ok;
    }
  }
  return ok;
};

/** Members that neither `properties` nor `patternProperties` of the same schema name. */
const additionalProperties: Keyword = (run, argument, subject) => {
  const { schema, value } = subject;
  if (!isObject(value)) return true;
  const declared = isObject(schema["properties"]) ? schema["properties"] : {};
  const patterns = isObject(schema["patternProperties"]) ? Object.keys(schema["patternProperties"]) : [];
  spend(run, patterns.length);
  let ok = true;
  for (const name of Object.keys(value)) {
    spend(run, 1);
    if (Object.hasOwn(declared, name)) continue;
    if (patterns.some((pattern) => run.patterns.matches(run, pattern, name))) continue;
    if (!leftover(run, subject, name, argument, "additionalProperties")) ok = false;
    if (!goesOn(run, ok)) break;
  }
  return ok;
};

const unevaluatedProperties: Keyword = (run, argument, subject) => {
  const { seen, value } = subject;
  if (!isObject(value) || seen === undefined || seen.properties === "all") return true;
  let ok = true;
  for (const name of Object.keys(value)) {
    spend(run, 1);
    if (seen.properties.has(name)) continue;
    if (!leftover(run, subject, name, argument, "unevaluatedProperties")) ok = false;
    if (!goesOn(run, ok)) break;
  }
  seen.properties = "all";
  return ok;
};

/** A member that should not be there fails the keyword that says so. */
function leftover(run: Run, subject: Subject, name: string, schema: JsonValue, keyword: string): boolean {
  if (schema === false) return fail(run, { place: { outer: subject.place, key: name } }, keyword);
  return member(run, subject, name, schema);
}

const propertyNames: Keyword = (run, argument, subject) => {
  const { value, place } = subject;
  if (!isObject(value)) return true;
  let ok = true;
  for (const name of Object.keys(value)) {
    if (!run.evaluate(run, argument, name, { outer: place, key: name })) ok = false;
    if (!goesOn(run, ok)) break;
  }
  return ok;
};

const required: Keyword = (run, argument, subject) => {
  const names = textsOf(run, argument, "required");
  return !isObject(subject.value) || haveAll(run, subject, names, "required");
};

const dependentRequired: Keyword = (run, argument, subject) => {
  if (!isObject(argument)) malformed("dependentRequired");
  const { value } = subject;
  if (!isObject(value)) return true;
  let ok = true;
  for (const [name, wanted] of Object.entries(argument)) {
    spend(run, 1);
    if (!Object.hasOwn(value, name)) continue;
    const names = textsOf(run, wanted, "dependentRequired");
    if (!haveAll(run, subject, names, "dependentRequired")) ok = false;
  }
  return ok;
};

function textsOf(run: Run, argument: JsonValue, keyword: string): readonly string[] {
  if (!Array.isArray(argument)) malformed(keyword);
  spend(run, argument.length);
  if (!argument.every((each) => typeof each === "string")) malformed(keyword);
  return argument as string[];
}

function haveAll(run: Run, subject: Subject, names: readonly string[], keyword: string): boolean {
  let ok = true;
  for (const name of names) {
    if (!Object.hasOwn(subject.value as JsonObject, name)) ok = fail(run, subject, keyword, name);
    if (!goesOn(run, ok)) break;
  }
  return ok;
}

export const objectKeywords: readonly (readonly [string, Keyword])[] = [
  ["properties", properties],
  ["patternProperties", patternProperties],
  ["additionalProperties", additionalProperties],
  ["unevaluatedProperties", unevaluatedProperties],
  ["propertyNames", propertyNames],
  ["required", required],
  ["dependentRequired", dependentRequired],
];
