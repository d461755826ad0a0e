import type { JsonObject, JsonValue } from "../../src/framework/json.ts";
import { answerWays, callWays, type Way } from "./legs.ts";
import type { PublishedMethod } from "./methods.ts";
import type { Member } from "./owners.ts";
import { freshWords, samplesOf } from "./samples.ts";
import type { Schema } from "./schema.ts";

/** A message that a schema makes, and the ways that it may come. */
export interface SampleCase {
  readonly title: string;
  readonly published: PublishedMethod;
  readonly member: Member;
  readonly schema: Schema;
  readonly value: JsonObject;
  readonly message: JsonObject;
  readonly ways: readonly Way[];
}

/** Members that the headers mirror, or that an edit changes by itself: they hold what is always right. */
const fixed = { "io.modelcontextprotocol/protocolVersion": "2026-07-28", cacheScope: "private" };

/** The cases of one method: its params, each of its results, and errors. */
export function casesOf(published: PublishedMethod): SampleCase[] {
  const { of, set, method, from, kind, params, results } = published;
  const of_ = (member: Member, schema: Schema, index: number, value: JsonValue, ways: readonly Way[]) => ({
    title: `${of}, ${method} of the ${from}, ${member} ${index + 1}`,
    published,
    member,
    schema,
    value: value as JsonObject,
    message: messageOf(kind, method, member, value),
    ways,
  });
  const calls =
    params === undefined
      ? []
      : made(params).map((value, i) => of_("params", params, i, value, callWays(published)));
  const answers = results.flatMap((schema) =>
    made(schema).map((value, i) => of_("result", schema, i, value, answerWays(published))),
  );
  const failing = kind === "request" ? errorSchemas(published) : [];
  const errors = failing.flatMap((schema) =>
    made(schema).map((value, i) => of_("error", schema, i, value, answerWays(published))),
  );
  return [...calls, ...answers, ...errors];

  function made(schema: Schema): JsonValue[] {
    return samplesOf(set, schema, fixed).map((sample) => sample(freshWords()));
  }
}

/** Any error; and for tools' calls those that the schema defines. */
function errorSchemas({ set, method, from }: PublishedMethod): Schema[] {
  const defined = Object.entries(set.definitions).flatMap(([name, { properties }]) =>
    name.endsWith("Error") && properties?.["error"] ? [properties["error"]] : [],
  );
  return [anyError, ...(method === "tools/call" && from === "client" ? defined : [])];
}

const anyError: Schema = {
  type: "object",
  properties: { code: { type: "integer" }, message: { type: "string" }, data: {} },
  required: ["code", "message"],
  additionalProperties: false,
};

function messageOf(kind: string, method: string, member: Member, value: JsonValue): JsonObject {
  if (member !== "params") return { jsonrpc: "2.0", id: "a1", [member]: value };
  return { jsonrpc: "2.0", ...(kind === "request" && { id: "a1" }), method, params: value };
}
