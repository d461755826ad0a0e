/** A part of the benign rows of others through the profiles that are for every day: hardly any may be denied. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type CorpusRow, corporaFolder, readCorpus } from "../eval/corpus.ts";
import { asArgument, asListedTool, asResult } from "../eval/suites.ts";
import { configuration } from "../samples/configuration.ts";

/** One of so many rows. All of them: profiles/README.md. */
const files: readonly [file: string, oneOf: number, ask: (text: string) => ReturnType<typeof asResult>][] = [
  ["prompt-injection.jsonl.gz", 6, asResult],
  ["injection.jsonl.gz", 20, asArgument],
  ["mcp-tools.jsonl.gz", 1, asListedTool],
];
/** Of all rows together; the figure is below .001. */
const most = 0.005;

const corpora = files.map(([file, oneOf, ask]) => ({ rows: readCorpus(file), oneOf, ask }));
const isThere = corpora.every(({ rows }) => rows !== undefined);

for (const profile of ["starter", "coding-agents", "observe-only"]) {
  if (!isThere) {
    test(`${profile}: no corpora in ${corporaFolder()}, nothing measured`, () => undefined);
    continue;
  }
  test(`${profile} on benign rows`, async (t) => {
    const file = fileURLToPath(new URL(`../../profiles/${profile}/config.yaml`, import.meta.url));
    const { manager } = await configuration(t, [file]);
    let asked = 0;
    const denied: string[] = [];
    for (const { rows = [], oneOf, ask } of corpora) {
      const benign = rows.filter(({ label }: CorpusRow) => label === 0);
      for (const row of benign.filter((_, index) => index % oneOf === 0)) {
        const { hook, payload } = ask(row.text);
        // Each is a caller of its own: rates are not what is asked for.
        const context = { request_id: randomUUID(), user: row.id, state: {}, metadata: {} };
        const { continue_processing } = await manager.invokeHook(hook, payload as never, context);
        manager.releaseContexts(context.request_id);
        asked++;
        if (!continue_processing) denied.push(row.id);
      }
    }
    assert.ok(asked > 1000, `${asked} rows`);
    const allowed = profile === "observe-only" ? 0 : asked * most;
    assert.ok(denied.length <= allowed, `${denied.length} of ${asked} denied: ${denied.slice(0, 20)}`);
  });
}
