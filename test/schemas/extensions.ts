import { installedModule } from "./installed.ts";
import { revisionSchemas } from "./revisions.ts";
import { type Schema, type SchemaSet, schemaSet } from "./schema.ts";

/** A zod schema of another installation of zod than the project's. */
interface Zod {
  safeParse(value: unknown): { readonly success: boolean; readonly data?: unknown };
}
interface ZodModule {
  toJSONSchema(
    schema: Zod,
    options: {
      readonly io: "input";
      readonly unrepresentable: "any";
      readonly override: (context: { readonly zodSchema: Zod; readonly jsonSchema: object }) => void;
    },
  ): Schema;
}

const zod = await installedModule<ZodModule>("zod/v4/index.js");
const tasks = await installedModule<Record<string, Zod>>(
  "@modelcontextprotocol/ext-tasks/dist/core/v2/index.js",
);
const skills = await installedModule<Record<string, Zod>>(
  "@modelcontextprotocol/core/dist/ext/skills/index.mjs",
);

/** What the tasks extension takes from the revision, under the revision's names: its own schemas of these are opaque. */
const borrowed = [
  "CreateMessageRequest",
  "ListRootsRequest",
  "ElicitRequest",
  "CreateMessageResult",
  "ListRootsResult",
  "ElicitResult",
] as const;
const references = new Map(
  borrowed.map((name) => [zodOf(tasks, `${name}V2Schema`), { $ref: `#/$defs/${name}` }]),
);

const own: readonly (readonly [name: string, schema: Zod])[] = [
  ...["GetTaskRequest", "UpdateTaskRequest", "CancelTaskRequest", "TaskStatusNotification"].map(taskSchema),
  ...["CreateTaskResult", "GetTaskResult", "UpdateTaskResult", "CancelTaskResult"].map(taskSchema),
  ...["ListSkillsRequestParams", "GetSkillRequestParams", "ReadResourceDirectoryRequestParams"].map(
    skillSchema,
  ),
  ...["ListSkillsResult", "GetSkillResult", "ReadResourceDirectoryResult"].map(skillSchema),
];

function taskSchema(name: string): [string, Zod] {
  return [name, zodOf(tasks, `${name}V2Schema`)];
}

function skillSchema(name: string): [string, Zod] {
  return [name, zodOf(skills, `${name}Schema`)];
}

function zodOf(module: Record<string, Zod>, name: string): Zod {
  const schema = module[name];
  if (schema === undefined) throw new Error(`the package has no ${name}`);
  return schema;
}

function jsonSchemaOf(schema: Zod): Schema {
  return zod.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override({ zodSchema, jsonSchema }) {
      const reference = references.get(zodSchema);
      if (reference === undefined) return;
      for (const key of Object.keys(jsonSchema)) delete (jsonSchema as Record<string, unknown>)[key];
      Object.assign(jsonSchema, reference);
    },
  });
}

/** Written out: the extension's parser of it is opaque. What is made of it is held against that parser. */
const acknowledgement: Schema = {
  type: "object",
  properties: { resultType: { const: "complete" }, _meta: { type: "object" } },
  required: ["resultType"],
};

/** The schemas of the extensions for tasks and skills, among those of the revision that they extend. */
export function extensionSchemas(): SchemaSet {
  known ??= schemaSet("$defs", {
    ...revisionSchemas("2026-07-28").definitions,
    ...Object.fromEntries(own.map(([name, schema]) => [name, withResults(jsonSchemaOf(schema))])),
    ...Object.fromEntries(["UpdateTaskResult", "CancelTaskResult"].map((name) => [name, acknowledgement])),
  });
  return known;
}
let known: SchemaSet | undefined;

/** A finished task's result is any object to the extension; only tools' calls become tasks. */
function withResults(schema: Schema): Schema {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      key === "$schema"
        ? undefined
        : key === "result" && JSON.stringify(value) === "{}"
          ? { $ref: "#/$defs/CallToolResult" }
          : value,
    ),
  ) as Schema;
}

/** Whether the extension's own parser takes the value for what the definition says. */
export function isOfExtension(name: string, value: unknown): boolean {
  return new Map(own).get(name)?.safeParse(value).success === true;
}
