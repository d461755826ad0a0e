import type { JsonObject, JsonValue } from "plugins-adapter/framework";
import { isLegacy } from "./dialect.ts";
import { arrayKeywords } from "./keywords-array.ts";
import { logicKeywords } from "./keywords-logic.ts";
import { objectKeywords } from "./keywords-object.ts";
import { scalarKeywords } from "./keywords-scalar.ts";
import { isObject, type Resource } from "./resources.ts";
import {
  type Evaluate,
  fail,
  goesOn,
  type Keyword,
  type KeywordUse,
  newSeen,
  type Run,
  type SchemaNode,
  type Seen,
  type Subject,
  spend,
} from "./run.ts";
import { unusable } from "./unusable.ts";

const keywords: ReadonlyMap<string, Keyword> = new Map([
  ...scalarKeywords,
  ...logicKeywords,
  ...objectKeywords,
  ...arrayKeywords,
]);

const leftovers: readonly string[] = ["unevaluatedProperties", "unevaluatedItems"];

export const evaluate: Evaluate = (run, schema, value, place, seen) => {
  spend(run, 1);
  if (schema === true) return true;
  if (schema === false) return fail(run, { place }, "false");
  if (!isObject(schema)) unusable("a schema of it is none");
  if (--run.depthLeft < 0) unusable("max_depth");
  const { owner, keywords: first, leftovers: last } = run.nodes.get(schema) ?? nodeOf(run, schema);
  const enters = run.scope.at(-1) !== owner;
  if (enters) run.scope.push(owner);
  const own = seen !== undefined || last.length > 0 ? newSeen() : undefined;
  const subject = { schema, owner, value, place, seen: own };
  const ok = holdAll(run, first, subject) && holdAll(run, last, subject);
  if (enters) run.scope.pop();
  run.depthLeft++;
  if (ok && seen !== undefined && own !== undefined) addSeen(run, seen, own);
  return ok;
};

function holdAll(run: Run, uses: readonly KeywordUse[], subject: Subject): boolean {
  let ok = true;
  for (const { check, argument } of uses) {
    spend(run, 1);
    if (!check(run, argument, subject)) ok = false;
    if (!goesOn(run, ok)) break;
  }
  return ok;
}

function nodeOf(run: Run, schema: JsonObject): SchemaNode {
  const owner = run.resources.owners.get(schema);
  if (owner === undefined) unusable("a schema of it is none");
  const names = Object.keys(schema);
  spend(run, names.length);
  const first: KeywordUse[] = [];
  const last: KeywordUse[] = [];
  for (const name of names) {
    const check = keywords.get(name);
    if (check === undefined || !decides(name, schema, owner)) continue;
    (leftovers.includes(name) ? last : first).push({ check, argument: schema[name] as JsonValue });
  }
  const node = { owner, keywords: first, leftovers: last };
  run.nodes.set(schema, node);
  return node;
}

const only2019 = new Set(["$recursiveRef"]);
const from2019 = new Set(["dependentRequired", "dependentSchemas", ...leftovers]);
const from2020 = new Set(["$dynamicRef", "prefixItems"]);
const from06 = new Set(["const", "contains", "propertyNames"]);
const from07 = new Set(["if"]);

function decides(name: string, schema: JsonObject, { dialect }: Resource): boolean {
  if (isLegacy(dialect) && Object.hasOwn(schema, "$ref")) return name === "$ref";
  if (only2019.has(name)) return dialect === "2019-09";
  if (from2020.has(name)) return dialect === "2020-12";
  if (from2019.has(name)) return !isLegacy(dialect);
  if (from06.has(name)) return dialect !== "draft-04";
  if (from07.has(name)) return dialect !== "draft-04" && dialect !== "draft-06";
  return true;
}

function addSeen(run: Run, to: Seen, from: Seen): void {
  to.items = Math.max(to.items, from.items);
  spend(run, from.single.size);
  for (const index of from.single) to.single.add(index);
  if (to.properties === "all") return;
  if (from.properties === "all") {
    to.properties = "all";
    return;
  }
  spend(run, from.properties.size);
  for (const name of from.properties) to.properties.add(name);
}
