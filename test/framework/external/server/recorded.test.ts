import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { type Answer, exchange, hostOf } from "./served.ts";

/** Sessions of cpex's clients with cpex's servers; `venva` is cpex 0.1.1, `venv014` 0.1.4. */
const folder = new URL("../../../../../shared/traces/contextforge/", import.meta.url);
const recordings = ["stdio-venva.log", "stdio-venv014.log", "http-venva.log", "http-venv014.log"];

interface Recorded {
  readonly requests: readonly (Record<string, unknown> & { readonly id?: number })[];
  readonly answers: ReadonlyMap<number, Answer>;
}

function read(url: URL): Recorded {
  const lines = readFileSync(url, "utf8").split(/\r?\n/);
  const parsed = (pattern: RegExp) =>
    lines.flatMap((line) => {
      const json = pattern.exec(line)?.[1];
      return json === undefined ? [] : [JSON.parse(json) as { id: number; method?: string; result?: never }];
    });
  const requests = parsed(/^(?:C->S )?(\{"(?:jsonrpc|method|id)".*\})$/).filter(({ method }) => method);
  const answers = parsed(/^(?:S->C |data: )(\{.*\})$/).filter(({ result }) => result);
  return { requests, answers: new Map(answers.map((answer) => [answer.id, answer])) };
}

for (const name of recordings) {
  test(`the replies of ${name}, field by field`, async (t) => {
    const url = new URL(name, folder);
    if (!existsSync(url)) return t.diagnostic("note: the recorded sessions (../shared/traces) are not here");
    const { requests, answers } = read(url);
    const demo = {
      description: "demo",
      author: "us",
      version: "0.1.0",
      tags: ["a"],
      priority: 42,
      conditions: [{ tools: ["t1", "t2"] }],
    };
    const ours = await exchange(hostOf({ Demo: demo }), requests);
    let compared = 0;
    for (const request of requests) {
      if (request.id === undefined) continue;
      const recorded = answers.get(request.id);
      if (recorded === undefined) continue;
      compare(request, recorded.result, ours.get(request.id)?.result);
      compared++;
    }
    assert.ok(compared >= 8, `${compared} replies compared`);
  });
}

// biome-ignore lint/suspicious/noExplicitAny: recorded JSON of any shape
type Json = any;

function compare(request: Json, recorded: Json, ours: Json): void {
  if (request.method === "initialize") {
    assert.equal(ours.protocolVersion, recorded.protocolVersion);
    assert.equal(ours.serverInfo.name, recorded.serverInfo.name);
    assert.equal(ours.instructions, recorded.instructions);
    assert.deepEqual(ours.capabilities.tools, recorded.capabilities.tools);
  } else if (request.method === "tools/list") {
    assert.deepEqual(ours.tools.map(shapeOf), recorded.tools.map(shapeOf));
  } else if (request.method === "tools/call") {
    assert.equal(ours.isError, recorded.isError);
    assert.deepEqual(Object.keys(ours).sort(), Object.keys(recorded).sort());
    assert.equal(ours.content.length, recorded.content.length);
    for (const [index, item] of ours.content.entries()) {
      assert.equal(item.type, "text");
      const want = JSON.parse(recorded.content[index].text);
      const have = JSON.parse(item.text);
      assert.equal(item.text, JSON.stringify(have, null, 2));
      if (request.params.name === "invoke_hook") compareReply(request.params.arguments, want, have);
      else compareConfig(want, have);
    }
  }
}

function shapeOf({ name, inputSchema, outputSchema }: Json): object {
  const types = Object.entries<Json>(inputSchema.properties).map(([key, { type }]) => [key, type]);
  return { name, types, required: inputSchema.required, output: outputSchema?.required };
}

/** Differs on purpose: the entry's own config is withheld. Differs by the test: kind, and the text of the description. */
function compareConfig(want: Json, have: Json): void {
  assert.deepEqual(Object.keys(have), Object.keys(want));
  for (const key of Object.keys(want)) {
    if (key === "kind" || key === "description") assert.equal(typeof have[key], typeof want[key]);
    else if (key === "config") assert.equal(have[key], null);
    else if (key === "conditions") assert.deepEqual(sorted(have[key]), sorted(want[key]));
    else assert.deepEqual(have[key], want[key], key);
  }
}

/** Python writes a set in any order. */
function sorted(conditions: Json): Json {
  return conditions.map((condition: Json) => ({ ...condition, tools: [...condition.tools].sort() }));
}

/**
 * Differs on purpose: an error's message tells the error's class only; a payload that a plugin gave back as it was is
 * no edit. cpex 0.1.1 does not know `denial_metadata` and `executions`.
 */
function compareReply(given: Json, want: Json, have: Json): void {
  assert.deepEqual(Object.keys(have), Object.keys(want));
  assert.deepEqual(have.context, want.context);
  if (want.error) {
    assert.deepEqual({ ...have.error, message: want.error.message }, want.error);
    assert.match(have.error.message, /RangeError$/);
    return;
  }
  const untouched =
    want.result.modified_payload !== null &&
    have.result.modified_payload === null &&
    JSON.stringify(want.result.modified_payload) === JSON.stringify(given.payload);
  const newer = { denial_metadata: null, executions: [] };
  const expected = { ...newer, ...want.result, ...(untouched && { modified_payload: null }) };
  assert.deepEqual(have.result, expected);
}
