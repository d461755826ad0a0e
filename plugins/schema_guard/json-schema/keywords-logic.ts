import type { JsonValue } from "plugins-adapter/framework";
import { isObject, resolve } from "./resources.ts";
import { fail, goesOn, type Keyword, malformed, type Run, type Subject, spend } from "./run.ts";

/** Runs what only asks a question: why the answer is no is told by whoever asks. */
function quietly(run: Run, ask: () => boolean): boolean {
  run.quiet++;
  const answer = ask();
  run.quiet--;
  return answer;
}

const here = (run: Run, schema: JsonValue | undefined, { value, place, seen }: Subject): boolean =>
  run.evaluate(run, schema, value, place, seen);

function listOf(argument: JsonValue, keyword: string): readonly JsonValue[] {
  return Array.isArray(argument) && argument.length > 0 ? argument : malformed(keyword);
}

const ref: Keyword = (run, argument, subject) => {
  if (typeof argument !== "string") malformed("$ref");
  return here(run, resolve(run.resources, argument, subject.owner).schema, subject);
};

/** The outermost resource in whose scope this runs and that has the anchor, too, has the schema. */
const dynamicRef: Keyword = (run, argument, subject) => {
  if (typeof argument !== "string") malformed("$dynamicRef");
  const { anchor, resource, schema } = resolve(run.resources, argument, subject.owner);
  if (anchor === undefined || resource.dynamicAnchors.get(anchor) !== schema)
    return here(run, schema, subject);
  spend(run, run.scope.length);
  const outermost = run.scope.find(({ dynamicAnchors }) => dynamicAnchors.has(anchor));
  return here(run, outermost?.dynamicAnchors.get(anchor) ?? schema, subject);
};

/** 2019-09: as `$ref: "#"`, but where that root is recursive, the outermost recursive root is meant. */
const recursiveRef: Keyword = (run, argument, subject) => {
  if (argument !== "#") malformed("$recursiveRef");
  const { resource, schema } = resolve(run.resources, "#", subject.owner);
  if (!resource.recursive) return here(run, schema, subject);
  spend(run, run.scope.length);
  return here(run, run.scope.find(({ recursive }) => recursive)?.root ?? schema, subject);
};

const allOf: Keyword = (run, argument, subject) => {
  let ok = true;
  for (const each of listOf(argument, "allOf")) {
    if (!here(run, each, subject)) ok = false;
    if (!goesOn(run, ok)) break;
  }
  return ok;
};

const anyOf: Keyword = (run, argument, subject) => {
  const some = quietly(run, () => {
    let found = false;
    for (const each of listOf(argument, "anyOf")) {
      if (here(run, each, subject)) found = true;
      // What the others have looked at counts, too.
      if (found && subject.seen === undefined) break;
    }
    return found;
  });
  return some || fail(run, subject, "anyOf");
};

const oneOf: Keyword = (run, argument, subject) => {
  const one = quietly(run, () => {
    let found = 0;
    for (const each of listOf(argument, "oneOf")) {
      if (here(run, each, subject)) found++;
      if (found > 1) break;
    }
    return found === 1;
  });
  return one || fail(run, subject, "oneOf");
};

const not: Keyword = (run, argument, subject) =>
  !quietly(run, () => run.evaluate(run, argument, subject.value, subject.place)) || fail(run, subject, "not");

const conditional: Keyword = (run, argument, subject) => {
  const { schema } = subject;
  const branch = quietly(run, () => here(run, argument, subject)) ? "then" : "else";
  return !Object.hasOwn(schema, branch) || here(run, schema[branch], subject);
};

const dependentSchemas: Keyword = (run, argument, subject) => {
  if (!isObject(argument)) malformed("dependentSchemas");
  return dependencies(run, argument, subject);
};

/** Older than `dependentSchemas` and `dependentRequired`: a list of names stands in one place with schemas. */
const dependencies: Keyword = (run, argument, subject) => {
  if (!isObject(argument)) malformed("dependencies");
  const { value } = subject;
  if (!isObject(value)) return true;
  let ok = true;
  for (const [name, wanted] of Object.entries(argument)) {
    spend(run, 1);
    if (!Object.hasOwn(value, name)) continue;
    if (Array.isArray(wanted)) {
      spend(run, wanted.length);
      const missing = wanted.find((each) => !Object.hasOwn(value, String(each)));
      if (missing !== undefined) ok = fail(run, subject, "dependencies", String(missing));
    } else if (!here(run, wanted, subject)) ok = false;
    if (!goesOn(run, ok)) break;
  }
  return ok;
};

export const logicKeywords: readonly (readonly [string, Keyword])[] = [
  ["$ref", ref],
  ["$dynamicRef", dynamicRef],
  ["$recursiveRef", recursiveRef],
  ["allOf", allOf],
  ["anyOf", anyOf],
  ["oneOf", oneOf],
  ["not", not],
  ["if", conditional],
  ["dependentSchemas", dependentSchemas],
  ["dependencies", dependencies],
];
