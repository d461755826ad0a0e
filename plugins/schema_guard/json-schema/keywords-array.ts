import { canonicalJson, type JsonValue } from "plugins-adapter/framework";
import { fail, goesOn, type Keyword, malformed, type Run, type Subject, spend } from "./run.ts";

/** Each item from one index on, one schema for all. */
function itemsFrom(run: Run, subject: Subject, schema: JsonValue | undefined, first: number): boolean {
  const items = subject.value as readonly JsonValue[];
  let ok = true;
  for (let index = first; index < items.length; index++) {
    if (!item(run, subject, schema, index)) ok = false;
    if (!goesOn(run, ok)) break;
  }
  if (subject.seen !== undefined) subject.seen.items = Number.POSITIVE_INFINITY;
  return ok;
}

/** The first items, a schema for each. */
function itemsBy(run: Run, subject: Subject, schemas: readonly JsonValue[]): boolean {
  const items = subject.value as readonly JsonValue[];
  const count = Math.min(items.length, schemas.length);
  let ok = true;
  for (let index = 0; index < count; index++) {
    if (!item(run, subject, schemas[index], index)) ok = false;
    if (!goesOn(run, ok)) break;
  }
  if (subject.seen !== undefined) subject.seen.items = Math.max(subject.seen.items, count);
  return ok;
}

function item(run: Run, { value, place }: Subject, schema: JsonValue | undefined, index: number): boolean {
  return run.evaluate(run, schema, (value as readonly JsonValue[])[index] as JsonValue, {
    outer: place,
    key: index,
  });
}

/** In 2020-12 the items after `prefixItems`; before, a list of schemas or one for all. */
const items: Keyword = (run, argument, subject) => {
  if (!Array.isArray(subject.value)) return true;
  if (Array.isArray(argument)) return itemsBy(run, subject, argument);
  const before = subject.owner.dialect === "2020-12" ? subject.schema["prefixItems"] : undefined;
  return itemsFrom(run, subject, argument, Array.isArray(before) ? before.length : 0);
};

const prefixItems: Keyword = (run, argument, subject) => {
  if (!Array.isArray(argument)) malformed("prefixItems");
  return !Array.isArray(subject.value) || itemsBy(run, subject, argument);
};

const additionalItems: Keyword = (run, argument, subject) => {
  const before = subject.schema["items"];
  if (!Array.isArray(subject.value) || !Array.isArray(before)) return true;
  return itemsFrom(run, subject, argument, before.length);
};

const unevaluatedItems: Keyword = (run, argument, subject) => {
  const { value, seen } = subject;
  if (!Array.isArray(value) || seen === undefined) return true;
  let ok = true;
  for (let index = seen.items; index < value.length; index++) {
    spend(run, 1);
    if (!seen.single.has(index) && !item(run, subject, argument, index)) ok = false;
    if (!goesOn(run, ok)) break;
  }
  seen.items = Number.POSITIVE_INFINITY;
  return ok;
};

const contains: Keyword = (run, argument, subject) => {
  const { value, seen, schema, owner } = subject;
  if (!Array.isArray(value)) return true;
  const counted = owner.dialect === "2019-09" || owner.dialect === "2020-12";
  const least = counted ? countOf(schema["minContains"], 1, "minContains") : 1;
  const most = counted
    ? countOf(schema["maxContains"], Number.POSITIVE_INFINITY, "maxContains")
    : Number.POSITIVE_INFINITY;
  const notes = owner.dialect === "2020-12" ? seen : undefined;
  let found = 0;
  run.quiet++;
  for (let index = 0; index < value.length; index++) {
    if (item(run, subject, argument, index)) {
      found++;
      notes?.single.add(index);
    }
    if (found > most || (notes === undefined && found >= least && most === Number.POSITIVE_INFINITY)) break;
  }
  run.quiet--;
  if (found < least) return fail(run, subject, least === 1 ? "contains" : "minContains");
  return found <= most || fail(run, subject, "maxContains");
};

function countOf(argument: JsonValue | undefined, otherwise: number, keyword: string): number {
  if (argument === undefined) return otherwise;
  return typeof argument === "number" && argument >= 0 ? argument : malformed(keyword);
}

const uniqueItems: Keyword = (run, argument, subject) => {
  if (typeof argument !== "boolean") malformed("uniqueItems");
  const { value } = subject;
  if (!argument || !Array.isArray(value)) return true;
  const texts = new Set<string>();
  for (const each of value) {
    const text = canonicalJson(each);
    spend(run, 1 + Math.ceil(text.length / 8));
    if (texts.has(text)) return fail(run, subject, "uniqueItems");
    texts.add(text);
  }
  return true;
};

export const arrayKeywords: readonly (readonly [string, Keyword])[] = [
  ["items", items],
  ["prefixItems", prefixItems],
  ["additionalItems", additionalItems],
  ["unevaluatedItems", unevaluatedItems],
  ["contains", contains],
  ["uniqueItems", uniqueItems],
];
