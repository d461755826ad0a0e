import { extensionSchemas } from "./extensions.ts";
import { type Revision, revisionSchemas, revisions } from "./revisions.ts";
import { membersOf, nameOf, resolved, type Schema, type SchemaSet, variantsOf } from "./schema.ts";

/** A method as a published schema has it. */
export interface PublishedMethod {
  /** A revision, or that with its extensions. */
  readonly of: Revision | "extensions";
  readonly set: SchemaSet;
  readonly method: string;
  readonly kind: "request" | "notification";
  readonly from: "client" | "server";
  /** Revision 2026-07-28: it stands in a result that asks for input, never by itself. */
  readonly within: boolean;
  readonly params: Schema | undefined;
  /** What its answer may be, by definition. */
  readonly results: readonly Schema[];
}

/** Every method of a revision. */
export function methodsOf(revision: Revision): PublishedMethod[] {
  const set = revisionSchemas(revision);
  const named = (union: string) => {
    const schema = set.definitions[union];
    return schema === undefined ? [] : (schema.anyOf ?? [schema]);
  };
  return [
    ...named("ClientRequest").map((schema) => published(revision, set, schema, "request", "client")),
    ...named("ServerRequest").map((schema) => published(revision, set, schema, "request", "server")),
    ...named("InputRequest").map((schema) => published(revision, set, schema, "request", "server", true)),
    ...named("ClientNotification").map((schema) =>
      published(revision, set, schema, "notification", "client"),
    ),
    ...named("ServerNotification").map((schema) =>
      published(revision, set, schema, "notification", "server"),
    ),
  ];
}

function published(
  revision: Revision,
  set: SchemaSet,
  schema: Schema,
  kind: PublishedMethod["kind"],
  from: PublishedMethod["from"],
  within = false,
): PublishedMethod {
  const { method, params } = membersOf(set, schema);
  const results = kind === "request" ? resultsOf(set, nameOf(schema.$ref ?? ""), params) : [];
  return { of: revision, set, method: String(method?.const), kind, from, within, params, results };
}

/** From 2026-07-28 on the schema says what answers what; before it goes by names. */
function resultsOf(set: SchemaSet, request: string, params: Schema | undefined): Schema[] {
  const stem = request.replace(/Request$/, "Result");
  const answer = set.definitions[`${stem}Response`];
  if (answer !== undefined) {
    const { result = {} } = membersOf(set, answer);
    return [...(result.anyOf ?? [result])];
  }
  const own = referenceTo(set, stem in set.definitions ? stem : "EmptyResult");
  const becomesTask =
    params !== undefined && variantsOf(set, params).some((one) => "task" in membersOf(set, one));
  return becomesTask ? [own, referenceTo(set, "CreateTaskResult")] : [own];
}

function referenceTo(set: SchemaSet, name: string): Schema {
  const [, key] = /"(#\/(?:\$defs|definitions)\/)/.exec(JSON.stringify(set.definitions)) ?? [];
  return resolved(set, { $ref: `${key}${name}` }) && { $ref: `${key}${name}` };
}

/** Every method of the extensions for tasks and skills. */
export function extensionMethods(): PublishedMethod[] {
  const set = extensionSchemas();
  const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` });
  const entry = (
    method: string,
    kind: PublishedMethod["kind"],
    params: Schema | undefined,
    ...results: string[]
  ): PublishedMethod => ({
    of: "extensions",
    set,
    method,
    kind,
    from: kind === "request" ? "client" : "server",
    within: false,
    params,
    results: results.map(ref),
  });
  const taskMethod = (definition: string, result: string): PublishedMethod => {
    const { method, params } = membersOf(set, ref(definition));
    return entry(String(method?.const), "request", params, result);
  };
  const notified = membersOf(set, ref("TaskStatusNotification"));
  return [
    taskMethod("GetTaskRequest", "GetTaskResult"),
    taskMethod("UpdateTaskRequest", "UpdateTaskResult"),
    taskMethod("CancelTaskRequest", "CancelTaskResult"),
    entry(String(notified["method"]?.const), "notification", notified["params"]),
    entry("tools/call", "request", ref("CallToolRequestParams"), "CreateTaskResult"),
    entry("skills/list", "request", ref("ListSkillsRequestParams"), "ListSkillsResult"),
    entry("skills/get", "request", ref("GetSkillRequestParams"), "GetSkillResult"),
    entry(
      "resources/directory/read",
      "request",
      ref("ReadResourceDirectoryRequestParams"),
      "ReadResourceDirectoryResult",
    ),
  ];
}

/** Every method of every revision and extension. */
export function publishedMethods(): PublishedMethod[] {
  return [...revisions.flatMap(methodsOf), ...extensionMethods()];
}
