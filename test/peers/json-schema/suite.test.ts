/** The official JSON Schema Test Suite against schema_guard's reading of JSON Schema. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { readSchema, validate } from "../../../plugins/schema_guard/json-schema/schema.ts";
import type { JsonObject, JsonValue } from "../../../src/framework/index.ts";

const home = fileURLToPath(new URL("../../../.cache/peers/json-schema-suite/", import.meta.url));

interface Group {
  readonly description: string;
  readonly schema: JsonValue;
  readonly tests: readonly {
    readonly description: string;
    readonly data: JsonValue;
    readonly valid: boolean;
  }[];
}

/** @property optional files of what a validator need not do, and ours does */
interface Draft {
  readonly folder: string;
  readonly uri: string;
  readonly optional: readonly string[];
}

const drafts: readonly Draft[] = [
  {
    folder: "draft2020-12",
    uri: "https://json-schema.org/draft/2020-12/schema",
    optional: [
      "anchor",
      "bignum",
      "dependencies-compatibility",
      "dynamicRef",
      "ecmascript-regex",
      "float-overflow",
      "id",
      "no-schema",
      "non-bmp-regex",
      "refOfUnknownKeyword",
      "unknownKeyword",
    ],
  },
  {
    folder: "draft2019-09",
    uri: "https://json-schema.org/draft/2019-09/schema",
    optional: ["ecmascript-regex"],
  },
  { folder: "draft7", uri: "http://json-schema.org/draft-07/schema#", optional: ["ecmascript-regex"] },
  { folder: "draft6", uri: "http://json-schema.org/draft-06/schema#", optional: ["ecmascript-regex"] },
  { folder: "draft4", uri: "http://json-schema.org/draft-04/schema#", optional: ["ecmascript-regex"] },
];

/** What needs a document that is not there: the meta-schemas, and dialects of their own. */
const beyond = new Set([
  "defs.json: validate definition against metaschema",
  "definitions.json: validate definition against metaschema",
  "ref.json: remote ref, containing refs itself",
  "vocabulary.json: schema that uses custom metaschema with with no validation vocabulary",
  "vocabulary.json: ignore unrecognized optional vocabulary",
]);

/** The documents that the suite serves, by URI; those of other drafts are not for this one. */
function remotes({ folder: own }: Draft): ReadonlyMap<string, JsonValue> {
  const files = readdirSync(`${home}remotes`, { recursive: true, encoding: "utf8" });
  const fit = files.filter(
    (file) =>
      /\.json$/.test(file) &&
      !/metaschema/.test(file) &&
      (!file.startsWith("draft") || file.startsWith(`${own}/`)),
  );
  return new Map(
    fit.map((file) => [
      `http://localhost:1234/${file}`,
      JSON.parse(readFileSync(`${home}remotes/${file}`, "utf8")),
    ]),
  );
}

function judged(
  schema: JsonValue,
  data: JsonValue,
  draft: Draft,
  documents: ReadonlyMap<string, JsonValue>,
): unknown {
  // Only the drafts since 2019-09 name themselves in every schema. One that is true or false names none, and refers to none.
  const isObject = typeof schema === "object" && !Object.hasOwn(schema as object, "$schema");
  const named = isObject ? { $schema: draft.uri, ...(schema as JsonObject) } : schema;
  const reading = readSchema(named, 100, typeof schema === "object" ? documents : new Map());
  if (!reading.ok) return reading.why;
  const judgement = validate(reading.schema, data, { steps: 1_000_000, depth: 200, faults: 10 });
  return judgement.kind === "unusable" ? judgement.why : judgement.kind === "valid";
}

for (const draft of drafts)
  describe(draft.folder, () => {
    assert.ok(existsSync(home), "the JSON Schema Test Suite is not here: run scripts/setup.sh peers");
    const documents = remotes(draft);
    const folder = `${home}tests/${draft.folder}/`;
    const required = readdirSync(folder).filter((file) => file.endsWith(".json"));
    for (const file of [...required, ...draft.optional.map((name) => `optional/${name}.json`)])
      test(file, () => {
        const groups = JSON.parse(readFileSync(`${folder}${file}`, "utf8")) as Group[];
        const wrong = groups
          .filter(({ description }) => !beyond.has(`${file}: ${description}`))
          .flatMap(({ description, schema, tests }) =>
            tests
              .map((each) => ({ ...each, got: judged(schema, each.data, draft, documents) }))
              .filter(({ valid, got }) => valid !== got)
              .map((each) => `${description}: ${each.description}: ${String(each.got)}`),
          );
        assert.deepEqual(wrong, []);
      });
  });
